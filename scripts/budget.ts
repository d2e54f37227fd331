import { type ArrowFunctionExpression, type Function as FunctionNode, Visitor } from 'oxc-parser'

import type { Finding, SourceFile } from './sources.ts'

const FILE_LINES = 400
const FUNCTION_LINES = 70
const PARAMETERS = 4

/** The style budget: what no file may have, and how long files and functions may be. */
export function checkBudget(files: readonly SourceFile[]): Finding[] {
  return files.flatMap((file) => [
    ...findForbiddenSyntax(file),
    ...findForbiddenComments(file),
    ...findWideFunctions(file),
    // One describe() is one function: a limit on it would only split what belongs together.
    ...(file.isTest ? [] : findLongParts(file)),
  ])
}

/** Sizes we aim at, as text: the limits alone would let everything grow up to them. */
export function describeSizes(files: readonly SourceFile[]): string {
  const sources = files.filter(({ isTest }) => !isTest)
  const fileLines = sources.map(({ lines }) => lines)
  const functionLines = sources.flatMap((file) => findFunctions(file).map(({ lines }) => lines))
  return [
    `${files.length} files, ${sources.length} of them sources, ${sum(fileLines)} lines`,
    `file lines: median ${at(fileLines, 0.5)} (aim 80), p90 ${at(fileLines, 0.9)} (aim 250)`,
    `function lines: median ${at(functionLines, 0.5)} (aim 10), p99 ${at(functionLines, 0.99)} (aim 50)`,
  ].join('; ')
}

function findForbiddenSyntax(file: SourceFile): Finding[] {
  const findings: Finding[] = []
  const refuse = (problem: string) => (node: { start: number }) => {
    findings.push({ file: file.path, line: file.lineAt(node.start), problem })
  }
  const visitor = new Visitor({
    ExportAllDeclaration: refuse('`export *`: export by name, so that every name can be searched'),
    ExportDefaultDeclaration: refuse('default export: export by name'),
    TSEnumDeclaration: refuse('enum: use a union of strings, or an object `as const`'),
    TSParameterProperty: refuse('parameter property: declare a field and assign it'),
    TSModuleDeclaration: (node) => {
      if (!node.declare) refuse('namespace: use a module')(node)
    },
    TSAsExpression: (node) => {
      if (node.typeAnnotation.type === 'TSAnyKeyword') refuse('`as any`: narrow the type')(node)
    },
    TSAnyKeyword: (node) => {
      if (!isExcused(file, node.start)) refuse('`any`: use `unknown` and narrow it')(node)
    },
    CallExpression: ({ callee, start }) => {
      const isMock = file.text.slice(callee.start, callee.end).endsWith('mock.module')
      if (isMock) refuse('module mock: pass the dependency in')({ start })
    },
  })
  visitor.visit(file.program)
  return findings
}

/** Biome's own form, so that one comment silences both and says why. */
function isExcused(file: SourceFile, offset: number): boolean {
  const line = file.lineAt(offset) - 1
  const excuse = /biome-ignore lint\/suspicious\/noExplicitAny: \S/
  return file.comments.some(({ value, end }) => file.lineAt(end) === line && excuse.test(value))
}

function findForbiddenComments({ path, comments, lineAt, isTest }: SourceFile): Finding[] {
  return comments.flatMap(({ value, start }) => {
    const [directive] = /@ts-(ignore|nocheck|expect-error)\b/.exec(value) ?? []
    if (!directive || (isTest && directive === '@ts-expect-error')) return []
    return [
      { file: path, line: lineAt(start), problem: `\`${directive}\`: repair the type instead` },
    ]
  })
}

interface FunctionSize {
  line: number
  lines: number
  parameters: number
}

function findFunctions(file: SourceFile): FunctionSize[] {
  const found: FunctionSize[] = []
  const add = ({ start, end, params, body }: FunctionNode | ArrowFunctionExpression) => {
    const line = file.lineAt(start)
    const parameters = params.filter((param) => !('name' in param && param.name === 'this')).length
    const lines = body?.type === 'BlockStatement' ? file.lineAt(end) - line + 1 : 1
    found.push({ line, lines, parameters })
  }
  new Visitor({
    FunctionDeclaration: add,
    FunctionExpression: add,
    ArrowFunctionExpression: add,
  }).visit(file.program)
  return found
}

function findWideFunctions(file: SourceFile): Finding[] {
  return findFunctions(file)
    .filter(({ parameters }) => parameters > PARAMETERS)
    .map(({ line, parameters }) => {
      const problem = `${parameters} parameters, the limit is ${PARAMETERS}: pass one object of options`
      return { file: file.path, line, problem }
    })
}

function findLongParts(file: SourceFile): Finding[] {
  const long = findFunctions(file).filter(({ lines }) => lines > FUNCTION_LINES)
  const findings = long.map(({ line, lines }) => {
    return {
      file: file.path,
      line,
      problem: `function of ${lines} lines, the limit is ${FUNCTION_LINES}`,
    }
  })
  if (file.lines <= FILE_LINES) return findings
  const problem = `file of ${file.lines} lines, the limit is ${FILE_LINES}`
  return [{ file: file.path, line: 1, problem }, ...findings]
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

/** The value below which the given share of the values lies. */
function at(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
