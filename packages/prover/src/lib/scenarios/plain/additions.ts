import type { Creation } from './state.ts'

export interface Findings {
  checked: number
  wrong: string[]
}

/** Whether what was acknowledged is answered by id; what cannot be read at all is not judged. */
export function lookForLost(
  found: readonly { id: string; creation: Creation; status: number | undefined }[],
): Findings {
  const judged = found.filter(({ status }) => status !== undefined)
  const wrong = judged
    .filter(({ status }) => status !== 200)
    .map(({ id, creation, status }) => `${creation.collection}/${id} is answered ${status}`)
  return { checked: judged.length, wrong }
}

/** Whether calls with the same key got the same thing. */
export function lookForDoubledKeys(additions: readonly Creation[]): Findings {
  const keyed = additions.filter(({ key }) => key !== undefined)
  const byKey = Map.groupBy(keyed, ({ key }) => key)
  const wrong = [...byKey].flatMap(([key, group]) => {
    const ids = new Set(group.flatMap(({ acknowledged }) => acknowledged))
    return ids.size > 1 ? [`key ${key} added ${[...ids].join(', ')}`] : []
  })
  return { checked: byKey.size, wrong }
}

/** Whether what one call sent stands in the lists more than once; calls that sent the same are not judged. */
export function lookForDoubledAdditions(
  additions: readonly Creation[],
  listed: readonly (Record<string, unknown> & { collection: string })[],
): Findings {
  const wrong: string[] = []
  let checked = 0
  for (const [collection, group] of Map.groupBy(additions, (one) => one.collection)) {
    const rows = listed.filter((row) => row.collection === collection)
    const names = Object.keys(group[0]?.sent ?? {})
    const times = countBy(rows, (row) => canonical(pick(row, names)))
    const senders = Map.groupBy(group, ({ sent }) => canonical(pick(sent, names)))
    for (const [text, same] of senders) {
      const seen = times.get(text) ?? 0
      const keys = new Set(same.map(({ key }, index) => key ?? index))
      if (seen === 0 || keys.size > 1) continue
      checked += 1
      if (seen > 1) wrong.push(`${collection} has ${text} ${seen} times`)
    }
  }
  return { checked, wrong }
}

/** The same text for equal values, whatever the order of their names. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}

function pick(row: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, row[name]]))
}

function countBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1)
  return counts
}
