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
  classes: readonly (readonly Pattern[])[]
  optional: boolean
  number: boolean
  gap: boolean
}

interface Word {
  text: string
  match: 'inflected' | 'exact' | 'prefix'
}

/** Phrases by the name under which patterns refer to them: "people", "at-once". */
export type Classes = Readonly<Record<string, readonly Pattern[]>>

/** Reads one pattern. @throws TypeError when it names a class that does not exist */
export function compilePattern(text: string, classes: Classes = {}): Pattern {
  const parts = text
    .trim()
    .split(/\s+/)
    .flatMap((part) => (part.startsWith('@') ? [part] : part.split('-')))
  return { parts: parts.map((part) => compilePart(part, classes)) }
}

function compilePart(source: string, classes: Classes): Part {
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
  const ends = part.classes.flatMap((phrases) =>
    phrases.flatMap((phrase) => matchPattern(sentence, at, phrase) ?? []),
  )
  const forms = sentence.forms[at] ?? []
  const word = part.words.some((one) => isWord(forms, one))
  return word || (part.number && isNumber(token)) ? [...ends, at + 1] : ends
}

const longestGap = 3

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

/** The words with which a match can begin; undefined when it can begin with nearly anything. */
export function firstWords({ parts }: Pattern): readonly Word[] | undefined {
  const words: Word[] = []
  for (const part of parts) {
    if (part.gap || part.number) return undefined
    words.push(...part.words)
    for (const phrase of part.classes.flat()) {
      const first = firstWords(phrase)
      if (!first) return undefined
      words.push(...first)
    }
    if (!part.optional) return words
  }
  return undefined
}
