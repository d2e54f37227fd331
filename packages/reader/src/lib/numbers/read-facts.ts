import type { Fact } from '@archwright/model'

import type { Token } from '../text/tokens.ts'
import { readBound } from './bounds.ts'
import { withOwner } from './each-one.ts'
import { joinLatencies } from './join-latencies.ts'
import { type Amount, readAmount } from './read-amount.ts'
import { readCount } from './read-count.ts'
import { readBareRate, readDuration, readMoney, readSize } from './read-measures.ts'
import { readNines, readOrdinalPercentile, readPercent } from './read-percent.ts'
import { readMultiple, readNounRatio, readOneIn, readRatio, readTimes } from './read-ratio.ts'
import { readTeam } from './read-team.ts'
import { type PlacedReading, type ReadAs, type Reading, tidy } from './reading.ts'

/** A number as read; one that the text only hints at becomes an assumption of the brief. */
export interface ReadFact extends Fact {
  vague?: true
}

/** A fact before it is numbered. */
export type UnnumberedFact = Omit<ReadFact, 'id'>

/** Reads every number of one sentence that has a meaning; numbers that only name things give no fact. */
export function readFacts(prose: string, tokens: readonly Token[]): UnnumberedFact[] {
  return joinLatencies(tokens, readAmounts(tokens)).flatMap((reading) =>
    toFacts(prose, tokens, reading),
  )
}

// In this order: the first that fits wins, and counting fits nearly everything.
const ways: readonly ReadAs[] = [
  readTeam,
  readOrdinalPercentile,
  readNines,
  readPercent,
  readMoney,
  readRatio,
  readMultiple,
  readTimes,
  readOneIn,
  readNounRatio,
  readSize,
  readDuration,
  readBareRate,
  readCount,
]

function readAmounts(tokens: readonly Token[]): PlacedReading[] {
  const readings: PlacedReading[] = []
  for (let at = 0; at < tokens.length; at++) {
    const amount = readAmount(tokens, at)
    if (!amount) continue
    if (standards.test(tokens[at - 1]?.text ?? '')) continue
    const context = { tokens, amount, earlier: readings }
    const reading = ways.reduce<ReturnType<ReadAs>>(
      (found, way) => found ?? way(context),
      undefined,
    )
    at = Math.max(amount.to, reading?.to ?? 0) - 1
    if (!reading || (amount.vague && !vagueKinds.has(reading.kind))) continue
    const owned = withOwner(tokens, reading, readings)
    at = Math.max(at, owned.to - 1)
    const bounded = { ...owned, ...readBound(tokens, owned.from, owned.to) }
    if (amount.plus) bounded.bound = 'at-least'
    // "Storage over 10 years" spans them; it does not exceed them.
    const spans = reading.kind === 'duration' && tokens[bounded.from]?.text === 'over'
    readings.push({
      ...(spans ? { ...reading, bound: 'exactly' } : bounded),
      values: isThousands(tokens, amount, reading)
        ? amount.values.map((value) => tidy(1000 * value))
        : amount.values,
      vague: amount.vague,
    })
  }
  return readings
}

// "ISO 20022 files" are not so many files.
const standards = /^(?:iso|iec|rfc|din|en|ieee|fips|nist|bs|art|article|section|version|port)$/

// "12.500 transactions" are no twelve and a half: what is counted comes whole.
function isThousands(tokens: readonly Token[], { from, scaled }: Amount, { kind }: Reading) {
  const raw = tokens[from]?.raw ?? ''
  return ['rate', 'users', 'count'].includes(kind) && !scaled && /^[1-9]\d{0,2}\.\d{3}$/.test(raw)
}

// "A few hundred milliseconds" bounds nothing; so many users or requests size a system all the same.
const vagueKinds: ReadonlySet<Fact['kind']> = new Set(['rate', 'users', 'count'])

function toFacts(
  prose: string,
  tokens: readonly Token[],
  reading: PlacedReading,
): UnnumberedFact[] {
  const start = tokens[reading.from]?.start ?? 0
  const end = tokens[reading.to - 1]?.end ?? start
  const { kind, about, percentile, values, bound, each, vague } = reading
  const unit = each === undefined ? reading.unit : `${reading.unit} per ${each}`
  const share = percentile === undefined ? {} : { percentile }
  return values.map((value, index) => ({
    kind,
    value,
    unit,
    canonical: reading.canonical(value),
    text: prose.slice(start, end),
    about,
    bound: values.length === 1 ? bound : index === 0 ? 'at-least' : 'at-most',
    ...share,
    ...(vague ? { vague } : {}),
    origin: { from: 'text', start, end },
  }))
}
