import { readFile } from 'node:fs/promises'

import type { Change } from './change.ts'
import { parseDocument, problem } from './read-contracts.ts'
import { asSchema } from './schema/place.ts'

/** What a consumer was seen to use, by operation: fields it sends and reads, failures it handles. */
interface Consumer {
  readonly name: string
  readonly uses: Readonly<Record<string, { readonly fields: readonly string[] }>>
}

/** Reads a file that a client recorded. @throws InputError when it is none. */
export async function readConsumers(file: string): Promise<Consumer> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw problem(file, 'there is no such file')
  })
  const { consumer, uses } = asSchema(parseDocument(file, text))
  if (typeof consumer !== 'string' || typeof uses !== 'object' || uses === null)
    throw problem(file, 'is no record of a consumer: it has no `consumer` and `uses`')
  return {
    name: consumer,
    uses: Object.fromEntries(
      Object.entries(uses).map(([operation, use]) => [operation, { fields: fieldsOf(use) }]),
    ),
  }
}

function fieldsOf(use: unknown): string[] {
  const { sends, reads } = asSchema(use)
  return [sends, reads].flatMap((list) => (Array.isArray(list) ? list.map(String) : []))
}

/** Names on each break the consumers it hits: those that use the operation and, where a field is named, the field. */
export function withHits(changes: readonly Change[], consumers: readonly Consumer[]): Change[] {
  return changes.map((change) => {
    if (change.severity === 'compatible' || change.of === undefined) return change
    const hits = consumers.filter((consumer) => isHit(change, consumer)).map(({ name }) => name)
    return hits.length > 0 ? { ...change, hits } : change
  })
}

function isHit({ of = '', field }: Change, { uses }: Consumer): boolean {
  const use = uses[of]
  if (!use) return false
  if (field === undefined) return true
  const changed = stepsOf(field)
  return use.fields
    .map(stepsOf)
    .some((used) => used === changed || isInside(used, changed) || isInside(changed, used))
}

/** `lines/[]/sku`, or as oasdiff writes it `lines/items/sku`. */
function stepsOf(field: string): string {
  return field.replaceAll('[]', 'items')
}

function isInside(inner: string, outer: string): boolean {
  return inner.startsWith(`${outer}/`)
}
