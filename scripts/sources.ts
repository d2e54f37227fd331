import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'

import { type Comment, type Program, parseSync } from 'oxc-parser'

/** Something a check objects to. */
export interface Finding {
  /** From the root of the repository. */
  file: string
  line: number
  problem: string
}

/** A hand-written TypeScript file with its syntax tree. */
export interface SourceFile {
  /** From the root of the repository, "packages/reader/src/index.ts". */
  path: string
  text: string
  lines: number
  isTest: boolean
  program: Program
  comments: readonly Comment[]
  lineAt(offset: number): number
}

const places = ['packages/*/src/**/*.{ts,tsx}', 'scripts/**/*.ts', 'benchmarks/**/*.ts']
const skipped = new Set(['node_modules', 'out', 'dist', '.data'])

/** Reads and parses all our sources below the root; throws on a file that does not parse. */
export function readSources(root: string): SourceFile[] {
  return globSync(places, { cwd: root, exclude: (name) => skipped.has(path.basename(name)) })
    .sort()
    .map((file) => parseSource(file, readFileSync(path.join(root, file), 'utf8')))
}

export function parseSource(file: string, text: string): SourceFile {
  const { program, comments, errors } = parseSync(file, text)
  if (errors[0]) throw new Error(`${file}: ${errors[0].message}`)
  const lineStarts = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)]
  return {
    path: file,
    text,
    lines: text.endsWith('\n') ? lineStarts.length - 1 : lineStarts.length,
    isTest: /\.test\.tsx?$/.test(file),
    program,
    comments,
    lineAt: (offset) => lineStarts.findLastIndex((start) => start <= offset) + 1,
  }
}
