/** Values that this process knows and that it must tell nobody. */
const known = new Set<string>()
let pattern: RegExp | undefined

/** Shorter texts stand in other words too often. */
const shortest = 8

/** Remembers a secret, and the password inside when it is an address; what was a secret once stays one. */
export function rememberSecret(value: string): void {
  const url = URL.parse(value)
  const parts = [value, url && url.password !== url.username ? safeDecode(url.password) : '']
  for (const part of parts.flatMap((text) => [text, ...text.split('\n')])) {
    if (part.trim().length < shortest || known.has(part.trim())) continue
    known.add(part.trim())
    pattern = undefined
  }
}

/** The text with [secret] in place of what is one. */
export function withoutSecrets(text: string): string {
  if (known.size === 0) return text
  pattern ??= new RegExp([...known].toSorted(longestFirst).map(RegExp.escape).join('|'), 'g')
  return text.replace(pattern, '[secret]')
}

const longestFirst = (a: string, b: string) => b.length - a.length

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
