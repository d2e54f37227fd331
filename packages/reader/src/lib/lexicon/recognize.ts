import type { CapabilityName, QualityName, TechniqueName } from '@archwright/model/light'

import type { OutsideName } from '../domains/outside.ts'
import { createRecognizer, type Entry, type Mention, type Recognizer } from '../prose/recognizer.ts'
import { type Forms, withForms } from '../text/patterns.ts'
import { tokenize } from '../text/tokens.ts'
import { capabilityPhrases } from './capabilities.ts'
import { prepareAll } from './classes.ts'
import { isNegated } from './negation.ts'
import { outsidePhrases } from './outside.ts'
import { toEntries } from './phrases.ts'
import { qualityPhrases } from './qualities.ts'
import { chapterPhrases, contextWords, systemWords, techniquePhrases } from './techniques.ts'

export type ChapterName = keyof typeof chapterPhrases

/** What the system does, in the words of one sentence. */
export const recognizeCapabilities: Recognizer<CapabilityName> = (sentence) =>
  findCapabilities(sentence).filter((mention) => !isNegated(sentence, mention, { quality: false }))

const findCapabilities = lazily<CapabilityName>(() => toEntries(capabilityPhrases))

/** What a sentence says that the system does not do: "without payments". */
export const recognizeRefused: Recognizer<CapabilityName> = (sentence) =>
  findCapabilities(sentence).filter((mention) => isNegated(sentence, mention, { quality: false }))

/** What is asked of the whole system. */
export const recognizeQualities = unlessNegated<QualityName>(() => toEntries(qualityPhrases), {
  quality: true,
})

/** Techniques and chapters that are asked for by name. */
export const recognizeAsks = unlessNegated<TechniqueName | ChapterName>(
  () => toEntries({ ...techniquePhrases, ...chapterPhrases }),
  { quality: false },
)

/** Systems of others that the text depends on. */
export const recognizeOutside = unlessNegated<OutsideName>(() => toEntries(outsidePhrases), {
  quality: false,
})

/** Words that show that a text is about a system at all. */
export const recognizeSystem = lazily<'system' | 'context'>(() => [
  { name: 'system', means: prepareAll(systemWords), unlike: [] },
  { name: 'context', means: prepareAll(contextWords), unlike: [] },
])

/** The capabilities that a few words name, such as what a number is about. */
export function capabilitiesIn(words: string): Mention<CapabilityName>[] {
  return recognizeCapabilities(withForms(tokenize(words, { start: 0, end: words.length })))
}

function unlessNegated<Name extends string>(
  entries: () => Entry<Name>[],
  options: { quality: boolean },
): Recognizer<Name> {
  const recognize = lazily(entries)
  return (sentence) =>
    recognize(sentence).filter((mention) => !isNegated(sentence, mention, options))
}

// Thousands of phrases are compiled when the first text is read, not when the package is imported.
function lazily<Name extends string>(entries: () => Entry<Name>[]): Recognizer<Name> {
  let recognizer: Recognizer<Name> | undefined
  return (sentence: Forms) => {
    recognizer ??= createRecognizer(entries())
    return recognizer(sentence)
  }
}
