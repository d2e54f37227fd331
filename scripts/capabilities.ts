import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import { design } from '@archwright/designer'
import { readBrief } from '@archwright/reader'

import type { Finding } from './sources.ts'

const table = 'docs/capabilities.tsv'
const page = 'docs/capabilities.md'
const header = 'id\tarea\tcapability\tdecided\twritten\truns\tshown'

/** What is asked of a backend's architect, and where this repository treats it. */
interface Row {
  line: number
  id: string
  area: string
  capability: string
  /** Keys of decisions; a `*` at the end stands for what differs by brief. */
  decided: string[]
  /** Sections of the proposal and other documents of a design. */
  written: string[]
  /** Where it runs, and the tests that show it: paths. */
  runs: string[]
  shown: string[]
}

/** Rows that name a decision that no example raises or a file that does not exist, and a page that differs from them. */
export async function checkCapabilities(root: string): Promise<Finding[]> {
  const rows = readRows(root)
  const keys = await decisionKeys(root)
  const found = rows.flatMap(({ line, id, decided, runs, shown }) =>
    [
      ...decided
        .filter((key) => !keys.some((known) => matches(known, key)))
        .map((key) => `${id}: no example of a brief raises the decision \`${key}\``),
      ...[...runs, ...shown]
        .filter((file) => !existsSync(path.join(root, file)))
        .map((file) => `${id}: ${file} does not exist`),
      ...(rows.some((other) => other.id === id && other.line < line) ? [`${id}: twice`] : []),
    ].map((problem) => ({ file: table, line, problem })),
  )
  if (pageOf(rows) !== readOrEmpty(path.join(root, page)))
    found.push({ file: page, line: 1, problem: 'differs: run `npm run capabilities`' })
  return found
}

function readRows(root: string): Row[] {
  const [first, ...lines] = readFileSync(path.join(root, table), 'utf8').trimEnd().split('\n')
  if (first !== header) throw new Error(`${table}:1: the columns must be ${header}`)
  return lines.map((text, index) => {
    const cells = text.split('\t')
    const [id = '', area = '', capability = ''] = cells
    const [decided = [], written = [], runs = [], shown = []] = cells
      .slice(3)
      .map((cell) => cell.split(';').flatMap((part) => part.trim() || []))
    return { line: index + 2, id, area, capability, decided, written, runs, shown }
  })
}

/** The decisions that the examples of this repository raise. */
async function decisionKeys(root: string): Promise<string[]> {
  const files = globSync('examples/*.{md,yaml}', { cwd: root }).sort()
  const texts = [
    ...files.map((file) => readFileSync(path.join(root, file), 'utf8')),
    ...readFileSync(path.join(root, 'examples/requests.txt'), 'utf8').trimEnd().split('\n'),
  ]
  const briefs = await Promise.all(texts.map((text) => readBrief(text)))
  const designs = briefs.map((brief) => design(brief, { sensitivity: false }))
  return [...new Set(designs.flatMap(({ decisions }) => decisions.map(({ key }) => key)))]
}

function matches(known: string, key: string): boolean {
  return key.endsWith('*') ? known.startsWith(key.slice(0, -1)) : known === key
}

function pageOf(rows: readonly Row[]): string {
  const areas = Map.groupBy(rows, ({ area }) => area)
  const done = rows.filter((row) => !isOpen(row)).length
  const built = rows.filter(({ runs, shown }) => runs.length + shown.length > 0).length
  return [
    '# Capabilities',
    '',
    '<!-- Written by `npm run capabilities` from capabilities.tsv. -->',
    '',
    `What is asked of an architect of backends, and where a design treats it: ${done} of ${rows.length} rows are decided or written, ${built} also run and are shown by a test.`,
    '',
    ...[...areas].flatMap(([area, own]) => [
      `## ${area}`,
      '',
      '| | Capability | Decision | Document | Runs in | Shown by |',
      '| --- | --- | --- | --- | --- | --- |',
      ...own.map(lineOf),
      '',
    ]),
  ].join('\n')
}

function lineOf(row: Row): string {
  const { id, capability, decided, written, runs, shown } = row
  const cells = isOpen(row)
    ? ['not yet', '', '', '']
    : [
        decided.map((key) => `\`${key}\``).join(', '),
        written.join(', '),
        runs.map(toLink).join(', '),
        shown.map(toLink).join(', '),
      ]
  return `| ${[id, capability, ...cells].join(' | ')} |`
}

const isOpen = ({ decided, written, runs, shown }: Row) =>
  [decided, written, runs, shown].every((cell) => cell.length === 0)

const toLink = (file: string) => `[${path.basename(file)}](../${file})`

function readOrEmpty(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

if (import.meta.main) writeFileSync(page, pageOf(readRows(process.cwd())))
