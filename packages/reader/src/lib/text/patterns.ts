import { tenWords, unitWords } from '../numbers/number-words.ts'
import { formsOf, spell } from './inflections.ts'
import type { Token } from './tokens.ts'

/**
 * A phrase to look for, compiled. Its words stand for all their inflections ("book" also finds "booked" and
 * "bookings", "booking" also "bookings"); besides words it may hold
 * - `=word` this form only, `word*` any ending, `word?` may be missing, `one|other` either
 * - `@name` any phrase of that class, `#` a number, `_` up to three words of the same clause
 */
export interface Pattern {
  parts: readonly Part[]
}

interface Part {
  words: readonly Word[]
  classes: readonly PhraseClass[]
  optional: boolean
  number: boolean
  gap: boolean
}

export interface Word {
  text: string
  match: 'inflected' | 'exact' | 'prefix'
}

/** Phrases that may stand for one another, by their first word. */
export type PhraseClass = ReadonlyMap<string, readonly Pattern[]>

/** Classes by the name under which patterns refer to them: "people", "at-once". */
export type Classes = Readonly<Record<string, PhraseClass>>

/** Makes a class of phrases that begin with words. */
export function toClass(phrases: readonly Pattern[]): PhraseClass {
  const pairs = phrases.flatMap((phrase) =>
    (phrase.parts[0]?.words ?? []).map(({ text }) => ({ text, phrase })),
  )
  const groups = Map.groupBy(pairs, ({ text }) => text)
  return new Map([...groups].map(([text, group]) => [text, group.map(({ phrase }) => phrase)]))
}

/** Reads one pattern. @throws TypeError when it names a class that does not exist */
export function compilePattern(text: string, classes: Classes = {}): Pattern {
  const parts = text
    .trim()
    .split(/\s+/)
    .flatMap((part) => (part.startsWith('@') ? [part] : part.split('-')))
  return { parts: parts.map((part) => compilePart(part, classes)) }
}

// Thousands of phrases share their words; a part that names no class is compiled once.
const plainParts = new Map<string, Part>()

function compilePart(source: string, classes: Classes): Part {
  if (source.includes('@')) return compileNewPart(source, classes)
  const known = plainParts.get(source)
  if (known) return known
  const part = compileNewPart(source, classes)
  plainParts.set(source, part)
  return part
}

function compileNewPart(source: string, classes: Classes): Part {
  const optional = source.length > 1 && source.endsWith('?')
  const choices = (optional ? source.slice(0, -1) : source).split('|')
  const named = choices.filter((choice) => choice.startsWith('@'))
  return {
    words: choices.filter((choice) => !/^(?:@.*|#|_)$/.test(choice)).map(compileWord),
    classes: named.map((choice) => {
      const found = classes[choice.slice(1)]
      if (!found) throw new TypeError(`no class of phrases is called ${choice}`)
      return found
    }),
    optional,
    number: choices.includes('#'),
    gap: choices.includes('_'),
  }
}

function compileWord(choice: string): Word {
  if (choice.startsWith('=')) return { text: spell(choice.slice(1)), match: 'exact' }
  if (choice.endsWith('*')) return { text: spell(choice.slice(0, -1)), match: 'prefix' }
  return { text: spell(choice), match: 'inflected' }
}

/** The tokens of a sentence with the forms of each, looked up once for all patterns. */
export interface Forms {
  tokens: readonly Token[]
  forms: readonly (readonly string[])[]
}

export function withForms(tokens: readonly Token[]): Forms {
  return {
    tokens,
    forms: tokens.map(({ kind, text }) => (kind === 'word' ? formsOf(text) : [text])),
  }
}

/** The index after the longest match that starts at token `from`, otherwise undefined. */
export function matchPattern(
  sentence: Forms,
  from: number,
  { parts }: Pattern,
): number | undefined {
  return matchParts(sentence, from, parts, 0)
}

function matchParts(
  sentence: Forms,
  from: number,
  parts: readonly Part[],
  index: number,
): number | undefined {
  const part = parts[index]
  if (!part) return from
  let longest: number | undefined
  for (const end of endsOf(sentence, skipHyphen(sentence, from, index), part)) {
    const whole = matchParts(sentence, end, parts, index + 1)
    if (whole !== undefined && whole > (longest ?? -1)) longest = whole
  }
  if (longest === undefined && part.optional) return matchParts(sentence, from, parts, index + 1)
  return longest
}

// "sign-in" and "sign in" are the same.
function skipHyphen({ tokens }: Forms, at: number, index: number): number {
  return index > 0 && tokens[at]?.text === '-' && tokens[at]?.glued ? at + 1 : at
}

function endsOf(sentence: Forms, at: number, part: Part): number[] {
  if (part.gap) return gapEnds(sentence, at)
  const token = sentence.tokens[at]
  if (!token) return []
  const forms = sentence.forms[at] ?? []
  const ends: number[] = []
  for (const phrases of part.classes)
    for (const form of forms)
      for (const phrase of phrases.get(form) ?? []) {
        const end = matchPattern(sentence, at, phrase)
        if (end !== undefined) ends.push(end)
      }
  const word = part.words.some((one) => isWord(forms, one))
  return word || (part.number && isNumber(token)) ? [...ends, at + 1] : ends
}

/** Words that "_" may stand for, at most. */
export const longestGap = 3

function gapEnds({ tokens }: Forms, at: number): number[] {
  const ends = [at]
  for (let to = at + 1; to <= at + longestGap; to++) {
    const skipped = tokens[to - 1]
    if (!skipped || (skipped.kind === 'symbol' && !['-', "'", '/'].includes(skipped.text))) break
    ends.push(to)
  }
  return ends
}

function isWord(forms: readonly string[], { text, match }: Word): boolean {
  if (match === 'prefix') return forms[0]?.startsWith(text) ?? false
  return match === 'exact' ? forms[0] === text : forms.includes(text)
}

function isNumber({ kind, text }: Token): boolean {
  return kind === 'number' || unitWords.has(text) || tenWords.has(text)
}
