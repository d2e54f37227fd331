import { InputError } from '@archwright/model/light'
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'

/** A value of the YAML with the line it stands on. */
export type Located = { line: number } & (
  | { kind: 'scalar'; value: Scalar }
  | { kind: 'list'; items: Located[] }
  | { kind: 'map'; entries: Map<string, Located> }
)

/** What a YAML scalar can be. */
export type Scalar = string | number | boolean | null

/** A mapping with the line of each key. */
export type LocatedMap = Extract<Located, { kind: 'map' }>

/**
 * Parses YAML into values that remember their lines.
 * @throws InputError on bad syntax, repeated keys, several documents, or anything but a mapping
 */
export function parseLocated(source: string): LocatedMap {
  const lines = new LineCounter()
  const document = parse(source, lines)
  const faults = document.errors.map(({ message, pos }) => ({
    where: `line ${lines.linePos(pos[0]).line}`,
    what: message.split('\n')[0] ?? 'not YAML',
    right: 'write "key: value", two spaces for each level, and quotes around text with ": " in it',
  }))
  if (faults.length > 0) throw new InputError(faults)
  const root = locate(document.contents, lines, 1)
  if (root.kind === 'map') return root
  throw new InputError([
    { where: 'line 1', what: 'the brief is not a mapping', right: 'begin with "system: name"' },
  ])
}

function parse(source: string, lineCounter: LineCounter) {
  try {
    return parseDocument(source, { lineCounter, uniqueKeys: true, logLevel: 'silent' })
  } catch {
    // The parser itself gives up on thousands of nested brackets.
    throw new InputError([
      { where: 'brief', what: 'it is nested too deeply', right: 'a brief needs about five levels' },
    ])
  }
}

const deepest = 20

function locate(node: unknown, lines: LineCounter, line: number, depth = 0): Located {
  const here = lineOf(node, lines) ?? line
  if (depth > deepest)
    return refuse(here, 'it is nested too deeply', 'a brief needs about five levels')
  if (isAlias(node)) return refuse(here, 'it refers to an anchor', 'repeat the value instead')
  if (isMap(node)) {
    const entries = node.items.map(({ key, value }): [string, Located] => {
      const keyLine = lineOf(key, lines) ?? here
      const name = isScalar(key) ? String(key.value) : ''
      return [name, { ...locate(value, lines, keyLine, depth + 1), line: keyLine }]
    })
    return { kind: 'map', line: here, entries: new Map(entries) }
  }
  if (isSeq(node))
    return {
      kind: 'list',
      line: here,
      items: node.items.map((item) => locate(item, lines, here, depth + 1)),
    }
  return { kind: 'scalar', line: here, value: isScalar(node) ? toScalar(node.value) : null }
}

function toScalar(value: unknown): Scalar {
  return ['string', 'number', 'boolean'].includes(typeof value) ? (value as Scalar) : null // Just checked.
}

function lineOf(node: unknown, lines: LineCounter): number | undefined {
  const range = (node as Node | null)?.range // Every node of a parsed document has a range.
  return range ? lines.linePos(range[0]).line : undefined
}

function refuse(line: number, what: string, right: string): never {
  throw new InputError([{ where: `line ${line}`, what, right }])
}
