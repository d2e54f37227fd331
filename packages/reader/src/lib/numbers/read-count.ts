import { singularOf } from '../text/nouns.ts'
import { ownerAt } from './each-one.ts'
import { type NounPhrase, nounBefore, readNounPhrase } from './noun-phrase.ts'
import { countableWhenSmall, labelWords, peopleNouns, teamNouns } from './nouns.ts'
import { type Period, readLaterPeriod, readPeriod } from './periods.ts'
import { type AmountInContext, type ReadAs, type Reading, tidy } from './reading.ts'
import { periodAdverbs } from './units.ts'

/** "1000 orders per minute", "10 million users", "8 stations", "500 daily orders". */
export const readCount: ReadAs = (context) => {
  const { tokens, amount } = context
  const phrase = skipKind(tokens, readNounPhrase(tokens, amount.to))
  if (phrase.words.length === 0) return readNounless(context)
  if (isLabel(context, phrase) || isPronoun(amount, phrase)) return undefined
  const head = phrase.words.at(-1) ?? ''
  const adverb = phrase.words.find((word) => periodAdverbs.has(word))
  const people = peopleNouns.has(head)
  const owned = people ? undefined : ownedPeriod(tokens, phrase.to)
  if (owned) return { ...toRate(amount.from, phrase, owned.period), each: owned.each }
  const period = people ? undefined : periodOf(tokens, phrase, adverb)
  if (period) return toRate(amount.from, phrase, period)
  return toCount(context, phrase, people && !isTeam(tokens, amount.from, head))
}

type Tokens = AmountInContext['tokens']

// "20 requests per user per day".
function ownedPeriod(tokens: Tokens, at: number) {
  const owner = ownerAt(tokens, at)
  const period = owner && readPeriod(tokens, owner.to)
  return owner && period ? { period, each: singularOf(owner.noun) } : undefined
}

function periodOf(tokens: Tokens, phrase: NounPhrase, adverb: string | undefined) {
  const unit = periodAdverbs.get(adverb ?? '')
  if (unit) return { unit, name: unit.name, to: phrase.to }
  return readLaterPeriod(tokens, phrase.to)
}

function toRate(from: number, phrase: NounPhrase, period: Period): Reading {
  const noun = phrase.words.filter((word) => !periodAdverbs.has(word)).join(' ')
  return {
    kind: 'rate',
    unit: `${phrase.words.at(-1)}/${period.name}`,
    canonical: (value) => tidy(value / period.unit.factor),
    about: noun,
    from,
    to: period.to,
  }
}

function toCount(
  { tokens, amount }: AmountInContext,
  phrase: NounPhrase,
  people: boolean,
): Reading {
  const together = ['at', 'concurrently', 'simultaneously', 'online'].includes(
    tokens[phrase.to]?.text ?? '',
  )
  const concurrent =
    together &&
    /^(?:at (?:once|the same time|any)|concurrent|simult|online)/.test(
      tokens
        .slice(phrase.to, phrase.to + 4)
        .map(({ text }) => text)
        .join(' '),
    )
  const noun = phrase.words.join(' ')
  return {
    kind: people ? 'users' : 'count',
    unit: phrase.words.at(-1) ?? 'count',
    canonical: (value) => value,
    about: people && concurrent ? `concurrent ${noun}` : noun,
    from: amount.from,
    to: phrase.to,
  }
}

// "about 100 kinds of tasks" counts kinds, but "kinds" alone says nothing.
function skipKind(tokens: Tokens, phrase: NounPhrase): NounPhrase {
  const head = phrase.words.at(-1) ?? ''
  if (!['kinds', 'types', 'sorts'].includes(head) || tokens[phrase.to]?.text !== 'of') return phrase
  const rest = readNounPhrase(tokens, phrase.to + 1)
  return { words: [...phrase.words, 'of', ...rest.words], to: rest.to }
}

// A bare number takes its meaning from before it: "10 million of them", "100 million use it each day".
function readNounless({ tokens, amount, earlier }: AmountInContext): Reading | undefined {
  const previous = earlier.at(-1)
  const large = amount.scaled && (amount.values[0] ?? 0) >= 1000
  if ((amount.spelled && !large) || isLabel({ tokens, amount, earlier }, noWords)) return undefined
  const next = tokens[amount.to]
  if (next?.kind === 'word' && next.glued) return undefined
  const of = next?.text === 'of' && tokens[amount.to + 1]?.text === 'them'
  const named = of ? (nounBefore(tokens, amount.from) ?? previous?.about) : undefined
  const heading = readHeading(tokens, amount.from)
  if (heading) return toRate(amount.from, { words: heading.words, to: amount.to }, heading.period)
  const about = previous?.kind === 'users' ? previous.about : named
  if (!about && !large && !isStated(tokens, amount.from)) return undefined
  return {
    kind: previous?.kind === 'users' ? 'users' : 'count',
    unit: 'count',
    canonical: (value) => value,
    about: about ?? tokens[amount.from - 2]?.text ?? 'number',
    from: amount.from,
    to: of ? amount.to + 2 : amount.to,
  }
}

// "Orders per minute: 1000", "a throughput in requests per second of 500".
function readHeading(tokens: Tokens, from: number) {
  if (!isStated(tokens, from)) return undefined
  for (const at of [from - 3, from - 2]) {
    const period = readPeriod(tokens, at)
    const noun = tokens[at - 1]
    if (period?.to === from - 1 && noun?.kind === 'word')
      return { words: [noun.text], period: { ...period, to: from + 1 } }
  }
  return undefined
}

const noWords: NounPhrase = { words: [], to: 0 }

// "users: 500", "a limit of 10", "items = 3".
function isStated(tokens: Tokens, from: number): boolean {
  return [':', '=', 'of', 'is', '<', '>', 'to'].includes(tokens[from - 1]?.text ?? '')
}

function isLabel({ tokens, amount }: AmountInContext, phrase: NounPhrase): boolean {
  const previous = tokens[amount.from - 1]
  const next = tokens[amount.to]
  // "3D", "2FA", "4th": letters glued to digits that no unit claimed make a name.
  if (!amount.spelled && !amount.scaled && next?.kind === 'word' && next.glued) return true
  if (readPeriod(tokens, amount.to)?.unit.factor === 86_400 && amount.values[0] === 24) return true
  if (!previous || amount.spelled) return false
  if (['/', '.', '#', '_'].includes(previous.text) && previous.glued) return true
  if (previous.kind !== 'word') return false
  const year = amount.values.every((value) => value >= 1900 && value <= 2100)
  if (year && yearWords.has(previous.text)) return true
  const capital = amount.from > 1 && /^\p{Lu}/u.test(previous.raw)
  const named = labelWords.has(previous.text) || capital
  return named && !phrase.words.some((word) => word.endsWith('s'))
}

const yearWords = new Set('in since by until of year from during before after'.split(' '))

function isPronoun(amount: AmountInContext['amount'], phrase: NounPhrase): boolean {
  const small = amount.spelled && amount.values.every((value) => value <= 2)
  const plain = phrase.words.filter((word) => !sizeAdjectives.has(word))
  const place = plain[0] === 'region' && amount.values.every((value) => value === 1)
  return small && (place || plain.length !== 1 || !countableWhenSmall.has(plain[0] ?? ''))
}

const sizeAdjectives = new Set(['small', 'single', 'new', 'core', 'concurrent', 'daily', 'active'])

function isTeam(tokens: Tokens, from: number, head: string): boolean {
  if (!teamNouns.has(head)) return false
  const before = tokens.slice(Math.max(0, from - 3), from).map(({ text }) => text)
  return !['people', 'person', 'persons'].includes(head) || before.includes('team')
}
