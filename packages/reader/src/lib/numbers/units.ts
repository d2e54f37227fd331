/** Units of time, size and money, and what one of each is in the canonical unit. */

export interface Unit {
  /** As printed in a fact. */
  name: string
  /** Seconds or bytes in one of it. */
  factor: number
}

type Row = readonly [name: string, factor: number, spellings: string]

function table(rows: readonly Row[]): ReadonlyMap<string, Unit> {
  return new Map(
    rows.flatMap(([name, factor, spellings]) =>
      spellings.split(' ').map((spelling) => [spelling, { name, factor }] as const),
    ),
  )
}

const day = 86_400

/** A month is 30 days and a year 365 days, as capacity arithmetic usually has it. */
export const timeUnits = table([
  ['microseconds', 1e-6, 'microsecond microseconds µs μs usec'],
  ['ms', 1e-3, 'ms msec msecs millisecond milliseconds milli millis'],
  ['seconds', 1, 'second seconds sec secs'],
  ['minutes', 60, 'minute minutes min mins'],
  ['hours', 3600, 'hour hours hr hrs'],
  ['days', day, 'day days'],
  ['weeks', 7 * day, 'week weeks'],
  ['months', 30 * day, 'month months'],
  ['years', 365 * day, 'year years yr yrs'],
])

/** Letters that are units only next to digits: "5 s", "24h". */
export const timeLetters = table([
  ['seconds', 1, 's'],
  ['minutes', 60, 'm'],
  ['hours', 3600, 'h'],
  ['days', day, 'd'],
  ['weeks', 7 * day, 'w'],
  ['years', 365 * day, 'y'],
])

/** "daily orders", "hourly", and the like. */
export const periodAdverbs = table([
  ['hour', 3600, 'hourly'],
  ['day', day, 'daily'],
  ['week', 7 * day, 'weekly'],
  ['month', 30 * day, 'monthly'],
  ['year', 365 * day, 'yearly annually annual'],
])

/** Spellings are matched in lower case; "B" alone is matched as written. */
export const sizeUnits = table([
  ['bytes', 1, 'byte bytes'],
  ['KB', 1e3, 'kb kilobyte kilobytes'],
  ['MB', 1e6, 'mb megabyte megabytes'],
  ['GB', 1e9, 'gb gigabyte gigabytes gig gigs'],
  ['TB', 1e12, 'tb terabyte terabytes'],
  ['PB', 1e15, 'pb petabyte petabytes'],
  ['EB', 1e18, 'eb exabyte exabytes'],
  ['KiB', 2 ** 10, 'kib'],
  ['MiB', 2 ** 20, 'mib'],
  ['GiB', 2 ** 30, 'gib'],
  ['TiB', 2 ** 40, 'tib'],
])

/** Rates that carry their period in their name, in units per second. */
export const rateUnits = table([
  ['requests/second', 1, 'rps reqs'],
  ['queries/second', 1, 'qps'],
  ['transactions/second', 1, 'tps'],
  ['operations/second', 1, 'iops'],
  ['requests/minute', 1 / 60, 'rpm'],
])

export const bandwidthUnits = table([
  ['kbit/s', 125, 'kbps kbit'],
  ['Mbit/s', 125_000, 'mbps mbit'],
  ['Gbit/s', 125_000_000, 'gbps gbit'],
])

export const currencySymbols: ReadonlyMap<string, string> = new Map([
  ['$', 'USD'],
  ['€', 'EUR'],
  ['£', 'GBP'],
  ['¥', 'JPY'],
])

export const currencyWords: ReadonlyMap<string, string> = new Map([
  ['usd', 'USD'],
  ['dollar', 'USD'],
  ['dollars', 'USD'],
  ['eur', 'EUR'],
  ['euro', 'EUR'],
  ['euros', 'EUR'],
  ['gbp', 'GBP'],
  ['pounds', 'GBP'],
  ['chf', 'CHF'],
  ['francs', 'CHF'],
])
