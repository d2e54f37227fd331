/** A figure as a reader likes it: thousands separated, three significant digits below a thousand, but the nines of a share. */
export function show(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞'
  if (value < 0) return `-${show(-value)}`
  if (value === 0) return '0'
  if (value >= 999.5) return groupThousands(Math.round(value).toString())
  if (value < 1e-4) return value.toExponential(2)
  return Number(value.toPrecision(value < 1 && value > 0.99 ? 6 : 3)).toString()
}

/** A share of one as a percentage, keeping the nines of an availability: 0.99994 → "99.994 %". */
export function percent(fraction: number): string {
  if (fraction >= 1) return '100 %'
  const missing = (1 - fraction) * 100
  if (fraction > 0.9) {
    const digits = Math.max(0, 1 - Math.floor(Math.log10(missing)))
    return `${Number((100 - missing).toFixed(digits))} %`
  }
  return `${Number((fraction * 100).toPrecision(3))} %`
}

/** Bytes in decimal units: 154 GB. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']
  const step = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3))
  return `${show(value / 1000 ** step)} ${units[step]}`
}

/** Seconds in the unit a person would use: 250 ms, 65.7 s, 4.38 min, 6 h, 30 days. */
export function duration(seconds: number): string {
  if (seconds === 0) return '0 s'
  if (seconds < 1) return `${show(seconds * 1000)} ms`
  if (seconds < 120) return `${show(seconds)} s`
  if (seconds < 7200) return `${show(seconds / 60)} min`
  if (seconds < 172_800) return `${show(seconds / 3600)} h`
  return `${show(seconds / 86_400)} days`
}

/** How often something happens, in the unit in which the number is at least one: 818 calls/s, 5.48 events/min. */
export function frequency(perSecond: number, what: string): string {
  const [times, unit] = spans.find(([span]) => perSecond * span >= 1) ?? lastSpan
  const value = perSecond === 0 ? '0' : show(perSecond * times)
  return `${value} ${value === '1' ? singular(what) : what}/${perSecond === 0 ? 's' : unit}`
}

const singular = (what: string) => what.replace(/ies$/, 'y').replace(/s$/, '')

const lastSpan = [86_400, 'day'] as const
const spans = [[1, 's'], [60, 'min'], [3600, 'h'], lastSpan] as const

/** Cores kept busy. Below a hundredth the costs behind them are not known so well, and nothing depends on it. */
export const busy = (cores: number): string =>
  cores > 0 && cores < 0.01 ? 'under 0.01' : show(cores)

/** A share that is used of something, as far as it matters: 47.8 %, under 1 %. */
export const portion = (fraction: number): string =>
  fraction > 0 && fraction < 0.01 ? 'under 1 %' : percent(fraction)

/** Rounds to significant digits, so that a printed figure and the number behind it are the same. */
export function significant(value: number, digits: number): number {
  return Number(value.toPrecision(digits))
}

/** A count with its noun: 1 query, 3 queries. */
export function counted(count: number, noun: string, many = `${noun}s`): string {
  return `${show(count)} ${count === 1 ? noun : many}`
}

const groupThousands = (digits: string) => digits.replace(/\B(?=(\d{3})+$)/g, ',')
