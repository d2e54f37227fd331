import { phraseStops } from './nouns.ts'
import { readPeriod } from './periods.ts'
import { type AmountInContext, type PlacedReading, tidy } from './reading.ts'

type Tokens = AmountInContext['tokens']

/**
 * Gives durations their meaning from the whole sentence: a percentile near by makes a latency, words
 * such as "keep for" a retention, "lose at most" a recovery point.
 */
export function joinLatencies(tokens: Tokens, readings: readonly PlacedReading[]): PlacedReading[] {
  const joined: PlacedReading[] = []
  for (const reading of readings) {
    if (reading.kind === 'duration' && isPast(tokens, reading)) continue
    const read = reading.kind === 'duration' ? interpret(tokens, reading, readings) : reading
    joined.push(read === reading ? continueRetention(joined.at(-1), read) : read)
  }
  const latencies = joined.filter(({ kind }) => kind === 'latency')
  // A percentile without its bound measures nothing.
  return joined.filter(
    (reading) =>
      reading.kind !== 'percentage' ||
      (reading.percentile === undefined && !latencies.some((latency) => covers(latency, reading))),
  )
}

// "It served us for 5 years", "built 3 years ago", "a 10 years old system": how long asks for nothing.
function isPast(tokens: Tokens, { from, to }: PlacedReading): boolean {
  if (/^(?:ago|old)$/.test(tokens[to]?.text ?? '')) return true
  if (tokens[from - 1]?.text !== 'for') return false
  const before = tokens.slice(Math.max(0, from - 6), from).map(({ text }) => text)
  return before.some((text) => /^(?:served|ran|worked|lasted|been|existed|grew|grown)$/.test(text))
}

// "Kept for 7 days, one-minute values for 30 days and hourly ones for 1 year."
function continueRetention(previous: PlacedReading | undefined, reading: PlacedReading) {
  const near = previous?.about === 'retention' && reading.from - previous.to <= farthest
  return near && reading.kind === 'duration' ? { ...reading, about: 'retention' } : reading
}

function interpret(
  tokens: Tokens,
  duration: PlacedReading,
  readings: readonly PlacedReading[],
): PlacedReading {
  const marker = findPercentile(tokens, duration, readings)
  if (marker) {
    const from = Math.min(marker.from, duration.from)
    const to = Math.max(marker.to, duration.to)
    return {
      ...duration,
      kind: 'latency',
      percentile: marker.percentile,
      about: subjectOf(tokens, from, to),
      from,
      to,
    }
  }
  const purpose = findPurpose(tokens, duration)
  if (purpose === 'downtime') return toAvailability(tokens, duration)
  if (purpose) return { ...duration, about: purpose }
  const fast = duration.canonical(1) < 60
  const told = tokens.slice(Math.max(0, duration.from - 9), duration.to + 4)
  if (fast && told.some(({ text }) => latencyWords.test(text)))
    return { ...duration, kind: 'latency', about: subjectOf(tokens, duration.from, duration.to) }
  return duration
}

/** "Down for at most 40 minutes a month" is an availability; without its period it says nothing. */
function toAvailability(tokens: Tokens, duration: PlacedReading): PlacedReading {
  const period = readPeriod(tokens, duration.to)
  if (!period) return duration
  return {
    ...duration,
    kind: 'availability',
    unit: `${duration.unit} of downtime/${period.name}`,
    canonical: (value) => tidy(1 - duration.canonical(value) / period.unit.factor),
    about: 'uptime',
    to: period.to,
  }
}

// What is fast or slow, in the words of the clause around the number: "placing order", "requests".
function subjectOf(tokens: Tokens, from: number, to: number): string {
  const before = tokens.slice(Math.max(0, from - farthest), from).map(({ text }) => text)
  const cut = before.findLastIndex((text) => [',', ';', ':'].includes(text)) + 1
  const after = tokens[to]?.text === 'for' ? tokens.slice(to + 1, to + 5) : []
  const inside = tokens.slice(from, to)
  const words = [...tokens.slice(from - before.length + cut, from), ...inside, ...after]
    .filter(({ kind, text }) => kind === 'word' && text.length > 2 && !phraseStops.has(text))
    .map(({ text }) => text)
    .filter((text) => !latencyWords.test(text) && !measureWords.test(text))
  return words.slice(0, 5).join(' ') || 'requests'
}

const measureWords =
  /^(?:p\d+.*|median|percent|percentile|time|times|least|under|below|above|within|over|ms|sec.*|min.*)$/

const latencyWords =
  /^(?:latency|latencies|respond\w*|response\w*|answer\w*|reply|replies|load|loads|render\w*|timeout|slower|faster|millisecond\w*|ms)$/

interface Marker {
  from: number
  to: number
  percentile: number
}

const farthest = 12

function findPercentile(
  tokens: Tokens,
  duration: PlacedReading,
  readings: readonly PlacedReading[],
) {
  const markers = [...namedPercentiles(tokens), ...shares(tokens, readings)]
  const before = markers
    .filter(({ to }) => to <= duration.from && duration.from - to <= farthest)
    .filter(
      ({ to }) =>
        !readings.some(
          ({ kind, from }) => kind === 'duration' && from >= to && from < duration.from,
        ),
    )
    .filter(({ to }) => !tokens.slice(to, duration.from).some(({ text }) => text === ';'))
  const after = markers.filter(
    ({ from }) => from >= duration.to && isLinked(tokens, duration.to, from),
  )
  // "300 ms at p99, 50 ms at p50": the marker just behind is nearer than one before.
  return after.at(0) ?? before.at(-1)
}

function namedPercentiles(tokens: Tokens): Marker[] {
  return tokens.flatMap((token, index) => {
    if (token.text === 'median') return [{ from: index, to: index + 1, percentile: 0.5 }]
    const digits = /^p(\d{2}(?:\.\d+)?)$/.exec(token.text)?.[1]
    return digits ? [{ from: index, to: index + 1, percentile: tidy(Number(digits) / 100) }] : []
  })
}

function shares(tokens: Tokens, readings: readonly PlacedReading[]): Marker[] {
  return readings
    .filter(({ kind }) => kind === 'percentage')
    .filter(({ percentile, to }) => percentile !== undefined || leadsToBound(tokens, to))
    .map(({ from, to, values, canonical }) => ({ from, to, percentile: canonical(values[0] ?? 0) }))
}

// "95 % of requests in 200 ms", "95 percent should begin within 5 seconds".
function leadsToBound(tokens: Tokens, to: number): boolean {
  const next = tokens[to]?.text ?? ''
  return ['of', 'should', 'must', 'are', 'will', 'shall', 'complete', 'finish'].includes(next)
}

function isLinked(tokens: Tokens, from: number, to: number): boolean {
  return to - from <= 4 && tokens.slice(from, to).every(({ text }) => links.has(text))
}

const links = new Set(['(', 'at', 'for', 'in', 'on', 'the', 'a'])

function covers(latency: PlacedReading, share: PlacedReading): boolean {
  return latency.from <= share.from && latency.to >= share.to
}

const isShort = ({ values, canonical }: PlacedReading) =>
  values.every((value) => canonical(value) < 3600)

const purposes: readonly (readonly [about: string, words: RegExp])[] = [
  ['recovery point', /^(?:rpo|lose|losing)$/],
  ['downtime', /^(?:down|downtime|unavailable|outages?|offline)$/],
  ['recovery time', /^(?:rto|recover\w*|failover|restored?|back)$/],
  [
    'retention',
    /^(?:keep|keeps|kept|retain\w*|retention|store[ds]?|storage|archiv\w+|hold|held|history|dropped|delete\w*|purge\w*|expire\w*)$/,
  ],
]

function findPurpose(tokens: Tokens, duration: PlacedReading): string | undefined {
  const { from } = duration
  if (['every', 'each'].includes(tokens[from - 1]?.text ?? '')) return 'interval'
  for (let at = from - 1; at >= Math.max(0, from - farthest); at--) {
    const text = tokens[at]?.text ?? ''
    if (text === ';') return undefined
    const purpose = purposes.find(([, words]) => words.test(text))
    // A seat held for minutes is a promise to one buyer, and no rule on how long data are kept.
    if (purpose?.[0] === 'retention' && isShort(duration)) return undefined
    if (purpose) return purpose[0]
  }
  return undefined
}
