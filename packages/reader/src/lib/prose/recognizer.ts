import { type Forms, firstWords, matchPattern, type Pattern } from '../text/patterns.ts'
import type { Span, Token } from '../text/tokens.ts'

/** A word of the vocabulary and the phrases that mean it. */
export interface Entry<Name extends string = string> {
  name: Name
  means: readonly Pattern[]
  /** Phrases that look alike and mean something else: "in order to". */
  unlike: readonly Pattern[]
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

interface Candidate {
  entry: number
  like: boolean
  pattern: Pattern
}

/** Builds a recognizer. Each word of a text is looked up once, so that thousands of phrases stay fast. */
export function createRecognizer<Name extends string>(
  entries: readonly Entry<Name>[],
): Recognizer<Name> {
  const index = createIndex(entries)
  return (sentence) => {
    const { tokens } = sentence
    const found: Mention<Name>[] = []
    const unlike: Mention<Name>[] = []
    for (let from = 0; from < tokens.length; from++) {
      for (const { entry, like, pattern } of index.at(sentence, from)) {
        const to = matchPattern(sentence, from, pattern)
        const name = entries[entry]?.name
        if (to === undefined || name === undefined) continue
        ;(like ? found : unlike).push({ name, from, to, ...spanOf(tokens, from, to) })
      }
    }
    return longestOfEach(found.filter((one) => !unlike.some((other) => covers(other, one))))
  }
}

function createIndex(entries: readonly Entry[]) {
  const words = new Map<string, Candidate[]>()
  const prefixes = new Map<string, Candidate[]>()
  const anywhere: Candidate[] = []
  const add = (map: Map<string, Candidate[]>, key: string, candidate: Candidate) => {
    const known = map.get(key)
    if (!known) map.set(key, [candidate])
    else if (known.at(-1) !== candidate) known.push(candidate)
  }
  for (const [entry, { means, unlike }] of entries.entries())
    for (const [like, patterns] of [[true, means] as const, [false, unlike] as const])
      for (const pattern of patterns) {
        const candidate = { entry, like, pattern }
        const first = firstWords(pattern)
        if (!first) anywhere.push(candidate)
        for (const { text, match } of first ?? [])
          add(
            match === 'prefix' ? prefixes : words,
            match === 'prefix' ? text.slice(0, prefixLength) : text,
            candidate,
          )
      }
  return {
    *at({ forms }: Forms, from: number): Generator<Candidate> {
      const own = forms[from] ?? []
      for (const form of own) yield* words.get(form) ?? []
      yield* prefixes.get((own[0] ?? '').slice(0, prefixLength)) ?? []
      yield* anywhere
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
