import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'

import type { Finding, SourceFile } from './sources.ts'

/** Entries that are programs' main functions, or make what they export: they need not only re-export. */
const makers = [/^packages\/modules\//, /^packages\/cli\//]

/** Each key of a package's `exports` names a file at the top of src/ that re-exports by name. */
export function checkExports(files: readonly SourceFile[], root: string): Finding[] {
  const sources = new Map(files.map((file) => [file.path, file]))
  return globSync('packages/*/package.json', { cwd: root })
    .sort()
    .flatMap((manifest) => {
      const { exports } = JSON.parse(readFileSync(path.join(root, manifest), 'utf8'))
      const folder = path.dirname(manifest)
      const report = (file: string, problem: string) => ({ file, line: 1, problem })
      if (!exports) return [report(manifest, 'no `exports`: everything would be public')]
      return Object.entries(exports as Record<string, string>).flatMap(([key, target]) => {
        const shape = key.includes('*') ? /^\.\/src\/\*\/[^/]+\.ts$/ : /^\.\/src\/[^/]+\.ts$/
        if (!shape.test(target))
          return [report(manifest, `\`${key}\` is not at the top of src/: ${target}`)]
        const entries = globSync(target, { cwd: path.join(root, folder) })
        if (!entries.length)
          return [report(manifest, `\`${key}\` names ${target}, which does not exist`)]
        return entries.flatMap((entry) => findOwnCode(sources.get(path.join(folder, entry))))
      })
    })
}

function findOwnCode(file: SourceFile | undefined): Finding[] {
  if (!file || makers.some((maker) => maker.test(file.path))) return []
  return file.program.body
    .filter((node) => !(node.type === 'ExportNamedDeclaration' && node.source))
    .map(({ start }) => {
      const problem = 'an entry file only re-exports by name; the code belongs into src/lib'
      return { file: file.path, line: file.lineAt(start), problem }
    })
}
