import type { Actor } from '@archwright/model'

import { actorOf } from '../lexicon/actors.ts'
import { beforeVerbs, type VerbRow, verbRows } from '../lexicon/verbs.ts'
import { phraseStops } from '../numbers/nouns.ts'
import { scaleWords } from '../numbers/number-words.ts'
import { singularOf } from '../text/nouns.ts'
import type { Forms } from '../text/patterns.ts'
import type { Span, Token } from '../text/tokens.ts'

/** Somebody does something to something: "clinics upload scans". */
export interface Act extends Span {
  actor: Pick<Actor, 'name' | 'trust' | 'clients'>
  row: VerbRow
  /** The verb as a lemma. */
  text: string
  /** The noun that is acted on, in the singular, its modifier before it: ["support", "ticket"]. */
  object: readonly string[]
  /** Whether it is said of one of many: "each user posts". */
  each: boolean
  /** Tokens from the verb to the end of the object: [from, to). */
  from: number
  to: number
}

/** Reads who does what to what, in the order of the text. Only known actors and known verbs make an act. */
export function readActs(sentence: Forms): Act[] {
  const acts: Act[] = []
  let actor: Act['actor'] | undefined
  let each = false
  for (let at = 0; at < sentence.tokens.length; at++) {
    if (sentence.tokens[at]?.text === ';') actor = undefined
    const subject = subjectAt(sentence, at)
    if (subject) each = isEach(sentence, at)
    actor = subject ?? actor
    const verb = verbAt(sentence, at)
    if (!verb || !actor || !canAct(sentence, at)) continue
    // What a system shows or books, it does for somebody else.
    if (actor.trust === 'internal' && (verb.row.kind === 'query' || verb.row.makes)) continue
    const object =
      objectAt(sentence, verb.to) ?? pronounAt(sentence, verb.to, acts.at(-1)) ?? impliedBy(verb)
    if (!object) continue
    const { tokens } = sentence
    const span = { start: tokens[at]?.start ?? 0, end: tokens[object.to - 1]?.end ?? 0 }
    const { text } = verb
    const row = rowFor(verb.row, object.words.at(-1) ?? '')
    acts.push({ actor, row, text, object: object.words, each, from: at, to: object.to, ...span })
    at = verb.to - 1
  }
  return acts
}

// A noun that acts begins a clause, or stands where only modals and adverbs part it from its verb.
function subjectAt({ tokens }: Forms, at: number): Act['actor'] | undefined {
  const token = tokens[at]
  if (token?.kind !== 'word') return undefined
  const noun = singularOf(token.text)
  // "The system" is ours; "applications" are programs of others.
  const actor = actorOf(
    noun !== token.text && actorOf(noun)?.trust === 'internal' ? 'integrator' : noun,
  )
  if (!actor) return undefined
  const next = tokens[at + 1]?.text ?? ''
  const acting = beforeVerbs.has(next) || verbRows.has(singularOf(next)) || isThirdPerson(next)
  const first = beforeNoun(tokens, at)
  const opens = first === undefined || /^(?:[,;:.]|when|where|if|while|and)$/.test(first)
  const described = opens && /^(?:of|with|from|in|on|at|who|that)$/.test(next)
  return (acting || described) && !objectBefore.has(first ?? '') ? actor : undefined
}

// The word before the noun phrase that ends here, past its determiners: "of" before "our application".
function beforeNoun(tokens: Forms['tokens'], at: number): string | undefined {
  let before = at - 1
  while (
    before >= 0 &&
    (skipped.has(tokens[before]?.text ?? '') || tokens[before]?.kind === 'number')
  )
    before -= 1
  return tokens[before]?.text
}

/** Words that make the noun after them an object: "of customers", "to customers". */
const objectBefore = new Set('of for by with from about to between than as per like'.split(' '))

function isThirdPerson(text: string): boolean {
  return text.endsWith('s') && verbRows.has(singularOf(text))
}

interface FoundVerb {
  row: VerbRow
  text: string
  to: number
}

function verbAt({ tokens, forms }: Forms, at: number): FoundVerb | undefined {
  const next = tokens[at + 1]?.text
  // Only the present tense and the infinitive: "booked" and "booking" are mostly something else.
  if (/(?:ing|ed)$/.test(tokens[at]?.text ?? '')) return undefined
  for (const form of forms[at] ?? []) {
    const long = next === undefined ? undefined : verbRows.get(`${form}_${next}`)
    if (long) return { row: long, text: form, to: at + 2 }
    const row = verbRows.get(form)
    if (row && particles.has(next ?? '')) return undefined
    if (row) return { row, text: form, to: at + 1 }
  }
  return undefined
}

/** "Sign in", "scroll back": with these after it a verb means something else. */
const particles = new Set('in up out off down back over on'.split(' '))

// A verb follows its subject, a modal, "to", or another verb of the same list: "browse, book and cancel".
function canAct(sentence: Forms, at: number): boolean {
  const previous = sentence.tokens[at - 1]
  if (!previous) return false
  const before = previous.text
  if (before === ',' || before === 'and' || before === 'or') return isListed(sentence, at)
  if (beforeVerbs.has(before)) return !/^(?:is|are|have|all|each)$/.test(before) || before === 'all'
  return previous.kind === 'word' && actorOf(singularOf(before)) !== undefined
}

// After a comma a plural is mostly a noun: "products, orders and payments".
function isListed({ tokens }: Forms, at: number): boolean {
  const text = tokens[at]?.text ?? ''
  const next = tokens[at + 1]?.text ?? ''
  const object =
    tokens[at + 1]?.kind === 'word' && next !== 'and' && next !== 'are' && next !== 'is'
  const same = isThirdPerson(tokens[at - 2]?.text ?? '')
  return (same || !text.endsWith('s')) && (object || [',', 'and', 'or'].includes(next))
}

const skipped = new Set(
  `a an the this that these those their its his her our my your any some all new every each several many more most few own
  other another such certain free old latest current past different whole single full short long large small big large
  available next one two three ten`.split(/\s+/),
)

const tooGeneral = new Set(
  `it them they one ones thing something anything everything way time lot number data information system service access
  part place kind type use help support able more less other same sense money work state people person user day hour minute
  second week month year need want need which what who whether how when where why if back place line sure care advantage
  million thousand hundred percent rest end side name address date role half share change detail result action right`.split(
    /\s+/,
  ),
)

// Whoever books an appointment makes the appointment, where whoever books a table makes a booking.
function rowFor(row: VerbRow, head: string): VerbRow {
  if (!row.makes || !madeByBooking.has(head)) return row
  return { verb: row.verb, kind: row.kind, creates: true }
}

const madeByBooking = new Set(
  `appointment booking reservation visit meeting session order payment subscription rental bid vote comment review rating
  donation transfer request invitation application shift lesson trip ride`.split(/\s+/),
)

function isEach({ tokens }: Forms, at: number): boolean {
  const before = tokens.slice(Math.max(0, at - 2), at).map(({ text }) => text)
  return before.some((word) => /^(?:each|every|per|typical|average|a|an|one)$/.test(word))
}

// "Each member posts twice a day": what is made by posting or voting needs no name.
function impliedBy({ row, text, to }: FoundVerb) {
  if (!nameless.has(text)) return undefined
  return { words: [(row.makes ?? text).toLowerCase()], to }
}

const nameless = new Set('post vote comment bid book order pay subscribe donate'.split(' '))

// "Readers comment on them", "a manager approves it".
function pronounAt({ tokens }: Forms, at: number, previous: Act | undefined) {
  if (!previous || !/^(?:it|them|one)$/.test(tokens[at]?.text ?? '')) return undefined
  return { words: previous.object, to: at + 1 }
}

const longestWay = 6

function isSkipped({ kind, text }: Token): boolean {
  return (
    kind === 'number' ||
    skipped.has(text) ||
    scaleWords.has(text) ||
    [',', 'and', 'or'].includes(text)
  )
}

// "Customers browse, book and cancel appointments": the object of a list of verbs stands behind the last.
function objectAt({ tokens }: Forms, from: number) {
  for (let at = from; at < Math.min(tokens.length, from + longestWay); at++) {
    const token = tokens[at]
    if (!token) return undefined
    const verb = at > from && (verbRows.has(token.text) || isThirdPerson(token.text))
    if (isSkipped(token)) continue
    if (verb && ['and', 'or', ','].includes(tokens[at - 1]?.text ?? '')) continue
    if (at > from && verbRows.has(`${token.text}_${tokens[at + 1]?.text}`)) {
      at += 1
      continue
    }
    if (token.kind !== 'word' || isStop(token.text)) return undefined
    return nounPhrase(tokens, at)
  }
  return undefined
}

/** Words that the grammar of numbers takes for verbs and a text may mean as things. */
const things = new Set('reading share link post order request view search upload answer'.split(' '))

const ends = new Set(
  `between among near beside against behind towards inside outside down up away back together again once twice who
  when where how`.split(/\s+/),
)

function isStop(text: string): boolean {
  if (ends.has(text)) return true
  return phraseStops.has(text) && !things.has(singularOf(text))
}

const longestPhrase = 4

function nounPhrase(tokens: Forms['tokens'], from: number) {
  const words: string[] = []
  let to = from
  while (to < tokens.length && words.length < longestPhrase) {
    const token = tokens[to]
    if (token?.text === '-' && token.glued) {
      to += 1
      continue
    }
    if (token?.kind !== 'word' || isStop(token.text) || isAdverb(token.text)) break
    if (words.length > 0 && beforeVerbs.has(token.text)) break
    words.push(token.text)
    to += 1
    if (isPlural(token.text)) break
  }
  const head = singularOf(words.at(-1) ?? '')
  if (head.length < 3 || tooGeneral.has(head) || isAdverb(head) || isGerund(head)) return undefined
  const modifier = words.at(-2)
  const kept = modifier && isModifier(modifier) ? [modifier, head] : [head]
  return { words: kept, to }
}

function isPlural(text: string): boolean {
  return singularOf(text) !== text
}

function isAdverb(text: string): boolean {
  return /ly$/.test(text) && text.length > 4 && text !== 'reply' && text !== 'supply'
}

// "Must keep working" names no thing; "a booking" does.
function isGerund(word: string): boolean {
  return (
    /[^aeiou]ing$/.test(word) &&
    !/^(?:reading|booking|meeting|listing|rating|drawing|building|recording|training|painting|setting|posting|hearing|thing|string|offering|filing|finding|ring|king)$/.test(
      word,
    )
  )
}

// Of modifiers only nouns belong to the name: a support ticket, but not a finished one.
function isModifier(word: string): boolean {
  return (
    word.length > 2 &&
    !/(?:ed|ing|al|ive|ful|ous|able|ible|ic|est|ary|less|ish|ent|ant|'s|s)$/.test(word) &&
    !skipped.has(word) &&
    !plainAdjectives.has(word)
  )
}

const plainAdjectives = new Set(
  `good bad first last near nearby raw short long high low open public private simple daily weekly monthly busy empty hot cold
  real live fresh rare early late safe clean dirty main whole entire exact only very rather quite paper own`.split(
    /\s+/,
  ),
)
