import type { Ask, Capability, Fact, Sentence } from '@archwright/model'
import type { CapabilityName, QualityName, TechniqueName } from '@archwright/model/light'

import { assumptionId } from '../assumptions.ts'
import type { Deed } from '../domains/deeds.ts'
import type { OutsideName } from '../domains/outside.ts'
import {
  recognizeAsks,
  recognizeCapabilities,
  recognizeOutside,
  recognizeQualities,
  recognizeRefused,
  recognizeSystem,
} from '../lexicon/recognize.ts'
import { chapterPhrases, outlineVerbs } from '../lexicon/techniques.ts'
import { type ReadFact, readFacts, type UnnumberedFact } from '../numbers/read-facts.ts'
import { type Forms, withForms } from '../text/patterns.ts'
import { splitSentences } from '../text/sentences.ts'
import { type Span, type Token, tokenize } from '../text/tokens.ts'
import { type Act, readActs } from './acts.ts'
import { concernOf } from './concern.ts'
import type { Mention } from './recognizer.ts'
import { readSettings, type Settings } from './settings.ts'
import { readThings } from './things.ts'

/** Everything that was recognized in a text, before any of it is interpreted. */
export interface Understanding {
  facts: Fact[]
  /** What the text says of size without a number: "a few hundred users"; under the ids of their assumptions. */
  estimates: Fact[]
  capabilities: Capability[]
  /** Capabilities that the text takes back and names nowhere else: "without payments". */
  refused: CapabilityName[]
  asks: Ask[]
  /** The technique on which the whole text centers, if it does. */
  concern: TechniqueName | undefined
  deeds: Deed[]
  outside: OutsideName[]
  settings: Settings[]
  notUnderstood: Sentence[]
  /** Whether any word at all says that the text is about a system. */
  aboutSystem: boolean
}

/** Reads a text sentence by sentence. Each sentence is understood in part, or listed as not understood. */
export function understand(prose: string): Understanding {
  const sentences = numberFacts(splitSentences(prose).map((span) => readSentence(prose, span)))
  const facts = sentences.flatMap((sentence) => sentence.facts)
  const functions = new Set(sentences.flatMap((one) => one.functions.map(({ name }) => name)))
  const refused = firstOfEach(sentences.flatMap((one) => one.refused))
  return {
    refused: refused.map(({ name }) => name).filter((name) => !functions.has(name)),
    facts: facts.filter(({ vague }) => !vague),
    estimates: facts.filter(({ vague }) => vague),
    capabilities: firstOfEach(sentences.flatMap(({ capabilities }) => capabilities)).map(
      ({ name, start, end }) => ({ name, origin: { from: 'text', start, end } }),
    ),
    asks: firstOfEach(sentences.flatMap(({ asks }) => asks)).map(({ name, start, end }) => ({
      what: name,
      text: prose.slice(start, end),
      origin: { from: 'text', start, end },
    })),
    concern: concernOf(sentences[0]?.forms, sentences[0]?.asks ?? []),
    deeds: sentences.flatMap(toDeeds),
    outside: firstOfEach(sentences.flatMap(({ outside }) => outside)).map(({ name }) => name),
    settings: sentences.map(({ settings }) => settings),
    notUnderstood: sentences.filter(isEmpty).map(({ span }) => ({
      text: prose.slice(span.start, span.end),
      origin: { from: 'text', ...span },
    })),
    aboutSystem: sentences.some(({ aboutSystem }) => aboutSystem),
  }
}

/** "F-01" for the first fact. */
export function factId(index: number): string {
  return `F-${String(index + 1).padStart(2, '0')}`
}

function numberFacts(sentences: readonly ReadSentence<UnnumberedFact>[]): ReadSentence<ReadFact>[] {
  let stated = 0
  let hinted = 0
  return sentences.map((sentence) => ({
    ...sentence,
    facts: sentence.facts.map((fact) => ({
      id: fact.vague ? assumptionId(hinted++) : factId(stated++),
      ...fact,
    })),
  }))
}

interface ReadSentence<OneFact> {
  span: Span
  forms: Forms
  facts: OneFact[]
  capabilities: Mention<CapabilityName | QualityName>[]
  functions: Mention<CapabilityName>[]
  refused: Mention<CapabilityName>[]
  qualities: Mention<QualityName>[]
  acts: Act[]
  outside: Mention<OutsideName>[]
  asks: Mention[]
  settings: Settings
  aboutSystem: boolean
}

function readSentence(prose: string, span: Span): ReadSentence<UnnumberedFact> {
  const tokens = tokenize(prose, span)
  // "Outline the strategies for scalability" asks for a chapter; the system need not offer it.
  const outline = asksForDocument(tokens)
  const sentence = withForms(tokens)
  const functions = outline ? [] : recognizeCapabilities(sentence)
  const qualities = outline ? [] : recognizeQualities(sentence)
  return {
    span,
    forms: sentence,
    facts: readFacts(prose, tokens),
    capabilities: [...functions, ...qualities].sort(byStart),
    functions,
    refused: outline ? [] : recognizeRefused(sentence),
    qualities,
    acts: outline ? [] : [...readActs(sentence), ...readThings(sentence)],
    outside: outline ? [] : recognizeOutside(sentence),
    asks: withoutParts(recognizeAsks(sentence)),
    settings: readSettings(sentence),
    aboutSystem: recognizeSystem(sentence).some(
      ({ name }) => name === 'system' || qualities.length > 0,
    ),
  }
}

// What a mention says of an act: its own words where they overlap, otherwise its neighborhood.
function toDeeds({ acts, functions, qualities, facts }: ReadSentence<Fact>): Deed[] {
  const said = new Set(qualities.map(({ name }) => name))
  return acts.map((act) => {
    const [own, others] = partition(functions, (one) => one.from < act.to && act.from < one.to)
    return {
      act,
      own: own.toSorted((one, other) => other.to - one.to).map(({ name }) => name),
      nearby: others.map(({ name }) => name),
      qualities: said,
      facts,
    }
  })
}

function partition<Item>(items: readonly Item[], isFirst: (item: Item) => boolean) {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))] as const
}

// "Outline the strategy", "please describe": an order, where "owners describe their homes" is a function.
function asksForDocument([first, second]: readonly Token[]): boolean {
  const polite = /^(?:please|also|then|and|finally)$/.test(first?.text ?? '')
  return outlineVerbs.has((polite ? second : first)?.text ?? '')
}

function isEmpty({ facts, capabilities, refused, asks, settings }: ReadSentence<Fact>): boolean {
  return [facts, capabilities, refused, asks, settings.mentions].every((list) => list.length === 0)
}

// "Microservices architecture for" asks once, though "architecture for" would ask for a chapter as well.
function withoutParts(asks: Mention[]): Mention[] {
  const techniques = asks.filter(({ name }) => !(name in chapterPhrases))
  return asks.filter(
    (one) =>
      techniques.includes(one) ||
      !techniques.some((other) => one.from < other.to && other.from < one.to),
  )
}

function firstOfEach<Name extends string>(mentions: readonly Mention<Name>[]): Mention<Name>[] {
  const seen = new Set<string>()
  return mentions.filter(({ name }) => !seen.has(name) && seen.add(name))
}

function byStart(one: Span, other: Span): number {
  return one.start - other.start || other.end - one.end
}
