import { nounBefore, readNounPhrase } from './noun-phrase.ts'
import { phraseStops } from './nouns.ts'
import { type AmountInContext, type ReadAs, type Reading, tidy } from './reading.ts'

/** "99.99% uptime", "20 percent of capacity", "10 percent carry media". */
export const readPercent: ReadAs = ({ tokens, amount }) => {
  const to = afterPercentSign(tokens, amount.to)
  if (to === undefined) return undefined
  return toShare({ tokens, amount, earlier: [] }, to)
}

/** "four nines", "six nines of durability". */
export const readNines: ReadAs = ({ tokens, amount }) => {
  const hyphen = tokens[amount.to]?.text === '-' ? 1 : 0
  const word = tokens[amount.to + hyphen]?.text
  const digit = word === '9' && tokens[amount.to + hyphen + 1]?.text === 's' ? 1 : 0
  if (!digit && word !== 'nines' && !(hyphen && word === 'nine')) return undefined
  const to = amount.to + hyphen + digit + 1
  const keyword = findKeyword(tokens, amount.from, to)
  const about = keyword?.about ?? 'uptime'
  return {
    kind: 'availability',
    unit: 'nines',
    canonical: (nines) => tidy(1 - 10 ** -nines),
    about,
    from: amount.from,
    to: keyword?.to ?? to,
  }
}

/** "at the 99.9th percentile"; the latency it may belong to is joined later. */
export const readOrdinalPercentile: ReadAs = ({ tokens, amount }) => {
  const suffix = tokens[amount.to]
  const ordinal = suffix?.glued && ['th', 'st', 'nd', 'rd'].includes(suffix.text) ? 1 : 0
  const hyphen = tokens[amount.to + ordinal]?.text === '-' ? 1 : 0
  if (tokens[amount.to + ordinal + hyphen]?.text !== 'percentile') return undefined
  const percentile = tidy((amount.values[0] ?? 0) / 100)
  return {
    kind: 'percentage',
    unit: 'percentile',
    canonical: (value) => tidy(value / 100),
    about: 'percentile',
    from: amount.from,
    to: amount.to + ordinal + hyphen + 1,
    percentile,
  }
}

function afterPercentSign(tokens: AmountInContext['tokens'], at: number): number | undefined {
  const text = tokens[at]?.text
  if (text === '%' || text === 'percent' || text === 'pct') return at + 1
  return text === 'per' && tokens[at + 1]?.text === 'cent' ? at + 2 : undefined
}

function toShare({ tokens, amount }: AmountInContext, end: number): Reading {
  const isOf = tokens[end]?.text === 'of'
  const alone = !isOf && isNines(amount.values) && !measured.test(tokens[end]?.text ?? '')
  const keyword =
    findKeyword(tokens, amount.from, end) ?? (alone ? { about: 'uptime', to: end } : undefined)
  const of = isOf ? end + 1 : end
  const noun = readNounPhrase(tokens, of).words.join(' ')
  return {
    kind: keyword ? 'availability' : 'percentage',
    unit: '%',
    canonical: (value) => tidy(value / 100),
    about: keyword?.about ?? (noun || (nounBefore(tokens, amount.from) ?? 'share')),
    from: amount.from,
    to: keyword?.to ?? end,
  }
}

/** "99.95%" that stands alone in a list of goals is an availability: nothing else is asked for in nines. */
const isNines = (values: readonly number[]) => values.every((value) => value >= 99.5 && value < 100)

const measured =
  /^(?:reads?|writes?|hits?|accurate|accuracy|precision|recall|in|within|under|below|at)$/

const keywords: ReadonlyMap<string, string> = new Map([
  ['uptime', 'uptime'],
  ['availability', 'uptime'],
  ['available', 'uptime'],
  ['up', 'uptime'],
  ['sla', 'uptime'],
  ['slo', 'uptime'],
  ['durability', 'durability'],
  ['durable', 'durability'],
])

const farthest = 7

// The word just after the number wins ("99.99% uptime"), then the nearest before it ("durability must
// be six nines"). Only a word after the number is part of the fact's own text.
function findKeyword(tokens: AmountInContext['tokens'], from: number, to: number) {
  const time = tokens.slice(to, to + 3).map(({ text }) => text)
  if (/^(?:of (?:the |all )?time)/.test(time.join(' '))) return { about: 'uptime', to }
  for (let at = to; at < to + 3; at++) {
    const text = tokens[at]?.text ?? ''
    const about = keywords.get(text)
    if (about) return { about, to: at + 1 }
    if (tokens[at]?.kind !== 'word' || (phraseStops.has(text) && text !== 'of')) break
  }
  for (let at = from - 1; at >= Math.max(0, from - farthest); at--) {
    const text = tokens[at]?.text ?? ''
    const about = text === 'up' ? undefined : keywords.get(text)
    if (about) return { about, to }
    if ([',', ';'].includes(text)) break
  }
  return undefined
}
