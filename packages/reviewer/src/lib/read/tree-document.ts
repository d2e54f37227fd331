import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments } from 'yaml'

import type { TextFile } from './text-file.ts'
import { Unreadable } from './unreadable.ts'

/** Keys and indexes from the root of a document to a value in it. */
export type Steps = readonly (string | number)[]

/** A YAML or JSON document: its value, and where each part of it stands. */
export interface TreeDocument {
  file: TextFile
  value: unknown
  /** Offset of a key or list item; of the nearest part above it that exists otherwise. */
  at(steps: Steps): number
}

/** Uses of anchors, those inside one another multiplied: more than this is an attack, not a document. */
const mostAliases = 1_000_000

/** Throws with line and column when the text is neither YAML nor JSON. */
export function readTrees(file: TextFile): TreeDocument[] {
  const documents = parseAllDocuments(file.text, {
    lineCounter: new LineCounter(),
    uniqueKeys: false,
    merge: true,
    logLevel: 'silent',
  })
  if (!Array.isArray(documents)) return []
  return documents.map((document) => {
    const [error] = document.errors
    if (error) throw new Unreadable(error.message.split('\n')[0]?.replace(/:$/, ''))
    return {
      file,
      value: document.toJS({ maxAliasCount: mostAliases }),
      at: (steps) =>
        offsetOf(document.contents, steps, (node) =>
          isAlias(node) ? node.resolve(document) : node,
        ),
    }
  })
}

type Resolve = (node: Node | null | undefined) => Node | null | undefined

function offsetOf(root: Node | null, steps: Steps, resolve: Resolve): number {
  let node: Node | null | undefined = resolve(root)
  let offset = root?.range?.[0] ?? 0
  for (const step of steps) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
      if (!pair) return offset
      offset = (pair.key as Node).range?.[0] ?? offset
      node = resolve(pair.value as Node | null)
    } else if (isSeq(node)) {
      const item = node.items[Number(step)] as Node | undefined
      if (!item) return offset
      offset = item.range?.[0] ?? offset
      node = resolve(item)
    } else return offset
  }
  return offset
}
