import { matchPhrase, type Phrase, phrase } from '../text/phrases.ts'
import type { Span, Token } from '../text/tokens.ts'

/** A name and the phrases that mean it; "order*" matches any ending. */
export interface Vocabulary {
  name: string
  /** Separated by commas. */
  phrases: string
  /** Phrases that look alike and mean something else: "in order to". */
  except?: string
}

/** One place at which a vocabulary row was recognized. */
export interface Mention extends Span {
  name: string
}

/** Finds what one vocabulary names in the tokens of a sentence, longest phrase first. */
export type Recognizer = (tokens: readonly Token[]) => Mention[]

/** Builds a recognizer; phrases are split once, so that reading a brief stays fast. */
export function createRecognizer(rows: readonly Vocabulary[]): Recognizer {
  const entries = rows.flatMap(({ name, phrases, except }) => [
    ...toPhrases(phrases).map((wanted) => ({ name, wanted })),
    ...toPhrases(except).map((wanted) => ({ name: undefined, wanted })),
  ])
  entries.sort((one, other) => other.wanted.length - one.wanted.length)
  // Most words begin no phrase: looking only at those with the same first letter is ten times faster.
  const byLetter = Map.groupBy(entries, ({ wanted }) => wanted[0]?.[0] ?? '')
  return (tokens) => {
    const mentions: Mention[] = []
    for (let at = 0; at < tokens.length; ) {
      const candidates = byLetter.get(tokens[at]?.text[0] ?? '') ?? []
      const entry = candidates.find(({ wanted }) => matchPhrase(tokens, at, wanted) !== undefined)
      const to = entry ? (matchPhrase(tokens, at, entry.wanted) ?? at + 1) : at + 1
      if (entry?.name) mentions.push({ name: entry.name, ...spanOf(tokens, at, to) })
      at = to
    }
    return mentions
  }
}

/** The span of text that tokens [from, to) cover. */
export function spanOf(tokens: readonly Token[], from: number, to: number): Span {
  return { start: tokens[from]?.start ?? 0, end: tokens[to - 1]?.end ?? 0 }
}

function toPhrases(text: string | undefined): Phrase[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
    .map(phrase)
}
