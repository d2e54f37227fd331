import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { type Finding, readSources, type SourceFile } from './sources.ts'

/** Says "file:line: problem" for each thing a check objects to in a repository of these files. */
export function findIn(
  files: Readonly<Record<string, string>>,
  check: (sources: readonly SourceFile[], root: string) => Finding[],
): string[] {
  const root = mkdtempSync(path.join(tmpdir(), 'archwright-planted-'))
  try {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
      writeFileSync(path.join(root, file), text)
    }
    const findings = check(readSources(root), root)
    return findings.map(({ file, line, problem }) => `${file}:${line}: ${problem}`)
  } finally {
    rmSync(root, { recursive: true })
  }
}
