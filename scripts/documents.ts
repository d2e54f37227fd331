import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'

import type { Finding } from './sources.ts'

/** Links of our documents to files that do not exist, and npm commands that are no script of ours. */
export function checkDocuments(root: string): Finding[] {
  const { scripts = {} } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
  return globSync(['*.md', 'docs/**/*.md', 'packages/*/*.md', 'packages/*/docs/**/*.md'], {
    cwd: root,
  })
    .sort()
    .flatMap((file) => {
      const lines = readFileSync(path.join(root, file), 'utf8').split('\n')
      return lines.flatMap((line, index) => {
        const problems = [
          ...findDeadLinks(line, path.join(root, file)),
          ...findUnknownScripts(line, scripts),
        ]
        return problems.map((problem) => ({ file, line: index + 1, problem }))
      })
    })
}

function findDeadLinks(line: string, file: string): string[] {
  return Array.from(line.matchAll(/\]\(([^)#\s]+)[^)]*\)/g), ([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => !existsSync(path.resolve(path.dirname(file), target)))
    .map((target) => `links to ${target}, which does not exist`)
}

function findUnknownScripts(line: string, scripts: Readonly<Record<string, string>>): string[] {
  return Array.from(line.matchAll(/\bnpm (?:run (?:--silent )?([\w:-]+)|(start|test)\b)/g))
    .map(([, name, short]) => name ?? short ?? '')
    .filter((name) => !(name in scripts))
    .map((name) => `\`npm run ${name}\` is no script of package.json`)
}
