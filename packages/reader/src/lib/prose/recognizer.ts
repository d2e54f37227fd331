import type { LazyPattern } from '../text/anchors.ts'
import { type Forms, matchPattern, type Word } from '../text/patterns.ts'
import type { Span, Token } from '../text/tokens.ts'

/** A word of the vocabulary and the phrases that mean it. */
export interface Entry<Name extends string = string> {
  name: Name
  means: readonly LazyPattern[]
  /** Phrases that look alike and mean something else: "in order to". */
  unlike: readonly LazyPattern[]
}

/** One place at which a word of the vocabulary was recognized. */
export interface Mention<Name extends string = string> extends Span {
  name: Name
  /** Tokens it takes: [from, to). */
  from: number
  to: number
}

/** Finds what the entries name in a sentence; different names may share words. */
export type Recognizer<Name extends string> = (sentence: Forms) => Mention<Name>[]

/** A phrase of an entry, with the tokens that may stand before the word by which it is looked up. */
interface Candidate {
  entry: number
  like: boolean
  phrase: LazyPattern
  before: number
}

/**
 * Builds a recognizer. Each phrase is looked up by one of its words, so that thousands of phrases cost no more than the
 * words of the sentence.
 */
export function createRecognizer<Name extends string>(
  entries: readonly Entry<Name>[],
): Recognizer<Name> {
  const index = createIndex(entries)
  return (sentence) => {
    const found: Mention<Name>[] = []
    const unlike: Mention<Name>[] = []
    const add = ({ entry, like, phrase }: Candidate, from: number) => {
      const to = matchPattern(sentence, from, phrase.pattern())
      const name = entries[entry]?.name
      if (to === undefined || name === undefined) return
      ;(like ? found : unlike).push({ name, from, to, ...spanOf(sentence.tokens, from, to) })
    }
    for (let at = 0; at < sentence.tokens.length; at++)
      for (const candidates of index.at(sentence.forms[at] ?? []))
        for (const candidate of candidates)
          for (let from = Math.max(0, at - candidate.before); from <= at; from++)
            add(candidate, from)
    return longestOfEach(found.filter((one) => !unlike.some((other) => covers(other, one))))
  }
}

/** @throws TypeError when a phrase has no word of its own by which to find it */
function createIndex(entries: readonly Entry[]) {
  const words = new Map<string, Candidate[]>()
  const prefixes = new Map<string, Candidate[]>()
  const add = ({ text, match }: Word, candidate: Candidate) => {
    const map = match === 'prefix' ? prefixes : words
    const key = match === 'prefix' ? text.slice(0, prefixLength) : text
    const known = map.get(key)
    if (known) known.push(candidate)
    else map.set(key, [candidate])
  }
  for (const [entry, { name, means, unlike }] of entries.entries())
    for (const [like, patterns] of [[true, means] as const, [false, unlike] as const])
      for (const phrase of patterns) {
        const { anchor } = phrase
        if (!anchor) throw new TypeError(`a phrase of ${name} has no word of its own`)
        for (const word of anchor.words) add(word, { entry, like, phrase, before: anchor.before })
      }
  return {
    *at(forms: readonly string[]): Generator<readonly Candidate[]> {
      for (const form of forms) yield words.get(form) ?? []
      yield prefixes.get((forms[0] ?? '').slice(0, prefixLength)) ?? []
    },
  }
}

/** Letters by which phrases that match any ending are looked up. */
const prefixLength = 3

function covers(unlike: Mention, one: Mention): boolean {
  return unlike.name === one.name && unlike.from < one.to && one.from < unlike.to
}

// Where one name is recognized twice over the same words, the longer phrase says it better.
function longestOfEach<Name extends string>(mentions: Mention<Name>[]): Mention<Name>[] {
  const kept: Mention<Name>[] = []
  const order = mentions.toSorted((a, b) => a.from - b.from || b.to - a.to)
  const ends = new Map<Name, number>()
  for (const mention of order) {
    if ((ends.get(mention.name) ?? 0) > mention.from) continue
    ends.set(mention.name, mention.to)
    kept.push(mention)
  }
  return kept
}

/** The span of text that tokens [from, to) cover. */
export function spanOf(tokens: readonly Token[], from: number, to: number): Span {
  return { start: tokens[from]?.start ?? 0, end: tokens[to - 1]?.end ?? 0 }
}
