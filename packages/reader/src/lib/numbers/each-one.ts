import { singularOf } from '../text/nouns.ts'
import type { Token } from '../text/tokens.ts'
import { nounBefore } from './noun-phrase.ts'
import type { Reading } from './reading.ts'
import { periodAdverbs, timeUnits } from './units.ts'

/** How far before a number "each" may stand, in tokens. */
const farthest = 8

/**
 * Marks what is said of every single one: "2,000 tenants of 50 users each", "40 messages per user a day",
 * "each member posts 5 times a day".
 */
export function withOwner(
  tokens: readonly Token[],
  reading: Reading,
  earlier: readonly Reading[],
): Reading {
  if (!['rate', 'users', 'count'].includes(reading.kind) || reading.each) return reading
  const owners = earlier.filter(({ kind }) => kind === 'users' || kind === 'count')
  const last = owners.at(-1)
  const named = last?.about ?? nounBefore(tokens, reading.from)
  if (tokens[reading.to]?.text === 'each' && named !== undefined)
    return ownedBy({ ...reading, to: reading.to + 1 }, named, last)
  const after = ownerAt(tokens, reading.to)
  if (after) return ownedBy({ ...reading, to: after.to }, after.noun, undefined)
  const before = ownerBefore(tokens, reading.from, last)
  return before === undefined ? reading : ownedBy(reading, before, last)
}

/** "per user", "for each sensor": the noun, and the token after it. */
export function ownerAt(tokens: readonly Token[], at: number) {
  const said = tokens[at]?.text ?? ''
  const each =
    /^(?:for|by|from|in)$/.test(said) && /^(?:each|every)$/.test(tokens[at + 1]?.text ?? '')
  const noun = tokens[at + (each ? 2 : 1)]
  if (!(each || said === 'per') || noun?.kind !== 'word') return undefined
  return timeUnits.has(noun.text) ? undefined : { noun: noun.text, to: at + (each ? 3 : 2) }
}

// "Each user places", "every one of them", "the average member": no clause may end in between.
function ownerBefore(tokens: readonly Token[], from: number, last: Reading | undefined) {
  for (let at = from - 1; at >= Math.max(0, from - farthest); at--) {
    const text = tokens[at]?.text ?? ''
    if ([',', ';', ':'].includes(text)) return undefined
    if (!/^(?:each|every|typical|average)$/.test(text)) continue
    const next = tokens[at + 1]
    if (next?.kind !== 'word' || timeUnits.has(next.text)) return undefined
    if (/^(?:with|has|have|having|of|one|sends?|makes?)$/.test(next.text)) return last?.about
    return next.text
  }
  return undefined
}

// "200 million daily users who write 5 posts each" write that many a day.
function ownedBy(reading: Reading, noun: string, owner: Reading | undefined): Reading {
  const each = singularOf(noun.split(' ').at(-1) ?? noun)
  const adverb = owner?.about.split(' ').find((word) => periodAdverbs.has(word))
  const period = periodAdverbs.get(adverb ?? '')
  if (!period || reading.kind !== 'count') return { ...reading, each }
  return {
    ...reading,
    each,
    kind: 'rate',
    unit: `${reading.unit}/${period.name}`,
    canonical: (value) => value / period.factor,
  }
}
