import { readFile } from 'node:fs/promises'
import path from 'node:path'

import type { BuildResult } from './build-result.ts'
import type { BuiltFile } from './built-file.ts'

/** What the user has to do by hand, because package.json is theirs and stays as it is. */
export async function packageNotes(
  out: string,
  files: readonly BuiltFile[],
  { kept, written }: Pick<BuildResult, 'kept' | 'written'>,
): Promise<string[]> {
  if (!kept.includes('package.json')) return []
  const wanted = librariesIn(files.find((file) => file.path === 'package.json')?.content ?? '{}')
  const there = librariesIn(await readFile(path.join(out, 'package.json')))
  const missing = [...wanted].filter(([name]) => !there.has(name))
  const kit = written.find((file) => file.startsWith('vendor/'))
  return [
    ...missing.map(
      ([name, version]) => `package.json is yours: npm install --save-exact ${name}@${version}`,
    ),
    ...(kit ? [`the kit changed: npm install ./${kit}`] : []),
  ]
}

function librariesIn(manifest: BuiltFile['content']): Map<string, string> {
  try {
    const { dependencies, devDependencies } = JSON.parse(Buffer.from(manifest).toString())
    return new Map(Object.entries({ ...dependencies, ...devDependencies }))
  } catch {
    return new Map() // npm will say what is wrong with it
  }
}
