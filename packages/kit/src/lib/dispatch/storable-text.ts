import { deepestJson } from '../protection/json-depth.ts'

/**
 * Where a value holds text that PostgreSQL cannot keep (NUL, half of a surrogate pair), as a JSON pointer, or nests
 * deeper than anything that is read; undefined when all of it is fine. Field names count too.
 */
export function findUnstorable(value: unknown, pointer = '', depth = 0): string | undefined {
  if (depth > deepestJson) return pointer
  if (typeof value === 'string') return isStorable(value) ? undefined : pointer || '/'
  if (typeof value !== 'object' || value === null) return undefined
  for (const [name, item] of Object.entries(value)) {
    const inside = `${pointer}/${name}`
    const found = isStorable(name) ? findUnstorable(item, inside, depth + 1) : pointer || '/'
    if (found !== undefined) return found
  }
  return undefined
}

function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}
