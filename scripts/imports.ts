import { existsSync } from 'node:fs'
import path from 'node:path'

import { Visitor } from 'oxc-parser'

import type { SourceFile } from './sources.ts'

const SCOPE = '@archwright/'

/** An import of one of our files by another, or of one of our packages. */
export interface Import {
  from: string
  line: number
  specifier: string
  /** The imported file from the root of the repository; undefined when it is not one of ours. */
  to: string | undefined
}

/** All imports of a file: of values and of types, static, dynamic and re-exported. */
export function findImports(file: SourceFile, root: string): Import[] {
  const found: Import[] = []
  const add = (source: { type: string; value?: unknown; start: number } | null) => {
    if (typeof source?.value !== 'string') return
    const { value: specifier, start } = source
    const to = resolveOwn(file.path, specifier, root)
    found.push({ from: file.path, line: file.lineAt(start), specifier, to })
  }
  new Visitor({
    ImportDeclaration: ({ source }) => add(source),
    ExportNamedDeclaration: ({ source }) => add(source),
    ExportAllDeclaration: ({ source }) => add(source),
    ImportExpression: ({ source }) => add(source),
    TSImportType: ({ source }) => add(source),
  }).visit(file.program)
  return found
}

/** The package a file or a specifier of ours belongs to: "kit", "scripts", "benchmarks". */
export function packageOf(file: string): string {
  const [top = '', name = ''] = file.split('/')
  return top === 'packages' ? name : top
}

function resolveOwn(from: string, specifier: string, root: string): string | undefined {
  if (specifier.startsWith('.')) return path.posix.join(path.posix.dirname(from), specifier)
  if (!specifier.startsWith(SCOPE)) return undefined
  const [name = '', ...rest] = specifier.slice(SCOPE.length).split('/')
  const entry = rest.join('/') || 'index'
  const file = `packages/${name}/src/${entry}.ts`
  return existsSync(path.join(root, file)) ? file : `packages/${name}/src/${entry}/index.ts`
}
