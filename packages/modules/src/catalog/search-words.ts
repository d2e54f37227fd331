/**
 * A tsquery for what somebody is still typing: all words, the last one by its beginning.
 * Empty when the text has anything but plain words: quotes and minus signs mean something to the full search.
 */
export function beginningsIn(text: string): string {
  if (!/^[\p{L}\p{N}\s]+$/u.test(text)) return ''
  const words = text.split(/\s+/).filter((word) => word !== '')
  const last = words.pop()
  if (last === undefined) return ''
  return [...words.map((word) => `'${word}'`), `'${last}':*`].join(' & ')
}
