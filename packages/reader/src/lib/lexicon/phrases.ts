import type { Entry } from '../prose/recognizer.ts'
import { prepareAll } from './classes.ts'

/** What a word of the vocabulary sounds like in ordinary texts, and what only sounds like it; commas separate phrases. */
export type Phrases = string | { is: string; not: string }

/** Prepares a table of phrases, one entry for each name. */
export function toEntries<Name extends string>(
  table: Readonly<Record<Name, Phrases>>,
): Entry<Name>[] {
  const names = Object.keys(table) as Name[] // Object.keys forgets the type of the keys.
  return names.map((name) => {
    const phrases: Phrases = table[name]
    const { is, not } = typeof phrases === 'string' ? { is: phrases, not: '' } : phrases
    return { name, means: prepareAll(is), unlike: prepareAll(not) }
  })
}
