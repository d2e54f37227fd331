/** A number for people: at most `digits` significant digits, thousands in groups, no exponent for everyday sizes. */
export function number(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return 'not known'
  if (value === 0) return '0'
  const magnitude = Math.abs(value)
  if (magnitude < 1e-6 || magnitude >= 1e15) return value.toExponential(digits - 1)
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(magnitude)))
  const [whole = '0', fraction] = trimZeros(value.toFixed(Math.min(decimals, 12))).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

/** A value with its unit, in the unit a reader would use: `99.99 %`, `1.2 GB`, `4 min 23 s`. */
export function quantity(value: number, unit: string): string {
  if (unit.startsWith('share')) return `${percent(value)}${unit.slice('share'.length)}`
  return formats[unit]?.(value) ?? `${number(value)} ${value === 1 ? singular(unit) : unit}`.trim()
}

// "1 replica", "1 call/s": what is counted stands first in a unit.
const singular = (unit: string): string =>
  unit.replace(/^(\w+?)(?:(?<=ch|sh|x|ss)es|(?<!s)s)(?=$|\/| )/, '$1')

/** A range with its middle, the unit once where that reads well: `0.15 to 0.35, mid 0.2 ms/statement`. */
export function interval(low: number, mid: number, high: number, unit: string): string {
  const [first, last, middle] = [low, high, mid].map((value) => quantity(value, unit))
  const inOneUnit = unit !== '' && formats[unit] === undefined && !unit.startsWith('share')
  return inOneUnit
    ? `${number(low)} to ${number(high)}, mid ${middle}`
    : `${first} to ${last}, mid ${middle}`
}

/** A fraction of time or events as a percentage, without rounding nines away. */
export function percent(fraction: number): string {
  const missing = (1 - fraction) * 100
  if (missing <= 0 || missing > 10) return `${number(fraction * 100)} %`
  const decimals = Math.min(12, Math.max(0, Math.ceil(-Math.log10(missing)) + 1))
  return `${trimZeros((fraction * 100).toFixed(decimals))} %`
}

/** Bytes in decimal multiples. */
export function bytes(value: number): string {
  const names = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']
  const step = Math.min(names.length - 1, Math.max(0, Math.floor(Math.log10(value || 1) / 3)))
  return `${number(value / 1000 ** step, 3)} ${names[step]}`
}

/** Seconds in the two largest units that say something: `4 min 23 s`, `52 min 36 s`, `250 ms`. */
export function duration(seconds: number): string {
  if (seconds === 0) return '0 s'
  if (seconds < 1) return `${number(seconds * 1000, 3)} ms`
  if (seconds < 60) return `${number(seconds, 3)} s`
  const whole = Math.round(seconds)
  const first = spans.find(([size]) => whole >= size) ?? spans[spans.length - 1]
  const second = first && spans[spans.indexOf(first) + 1]
  if (!first) return `${whole} s`
  const count = Math.floor(whole / first[0])
  const rest = second ? Math.floor((whole - count * first[0]) / second[0]) : 0
  const head = `${number(count)} ${first[1]}`
  return rest > 0 && second ? `${head} ${rest} ${second[1]}` : head
}

/** A duration in the notation of Prometheus: `5m`, `6h`, `3d`. */
export function promDuration(seconds: number): string {
  const [size, name] = promSpans.find(([span]) => seconds % span === 0) ?? [1, 's']
  return `${Math.round(seconds / size)}${name}`
}

const promSpans: [number, string][] = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'm'],
]

const spans: [number, string][] = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
]

const formats: Record<string, (value: number) => string> = {
  fraction: percent,
  bytes,
  B: bytes,
  s: duration,
  seconds: duration,
  ms: (value) => `${number(value)} ms`,
  '/s': (value) => `${number(value)}/s`,
  '1/s': (value) => `${number(value)}/s`,
  'per second': (value) => `${number(value)}/s`,
  'per minute': (value) => `${number(value)}/min`,
  count: (value) => number(value),
}

const trimZeros = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text)
