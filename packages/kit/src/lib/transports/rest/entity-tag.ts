/** A value as a strong entity tag. */
export function entityTag(value: unknown): string {
  if (typeof value === 'number') return `"${value}"`
  return `"${String(value).replaceAll(/[^\x21\x23-\x7e\x80-\xff]/g, '_')}"`
}

/** Whether If-None-Match names the tag; compared weakly, as RFC 9110 §13.1.2 asks. */
export function noneMatchHolds(header: string, tag: string): boolean {
  if (header.trim() === '*') return true
  return header.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === tag)
}
