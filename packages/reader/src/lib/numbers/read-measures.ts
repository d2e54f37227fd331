import { nounBefore, readNounPhrase } from './noun-phrase.ts'
import { readPeriod } from './periods.ts'
import { type AmountInContext, type ReadAs, tidy } from './reading.ts'
import {
  bandwidthUnits,
  currencySymbols,
  currencyWords,
  periodAdverbs,
  rateUnits,
  sizeUnits,
  timeLetters,
  timeUnits,
  type Unit,
} from './units.ts'

/** "$500 a month", "20k EUR per year". */
export const readMoney: ReadAs = ({ tokens, amount }) => {
  const symbol = currencySymbols.get(tokens[amount.from - 1]?.text ?? '')
  const word = currencyWords.get(tokens[amount.to]?.text ?? '')
  const currency = symbol ?? word
  if (!currency) return undefined
  const end = symbol ? amount.to : amount.to + 1
  const period = readPeriod(tokens, end)
  return {
    kind: 'money',
    unit: period ? `${currency}/${period.name}` : currency,
    canonical: (value) => value,
    about: 'cost',
    from: symbol ? amount.from - 1 : amount.from,
    to: period?.to ?? end,
  }
}

/** "500 KB", "100 PB of data", "2 TB a day"; the period stays in the unit, the canonical is bytes. */
export const readSize: ReadAs = ({ tokens, amount }) => {
  const at = amount.to + hyphenAt(tokens, amount.to)
  const token = tokens[at]
  const bandwidth = bandwidthUnits.get(token?.text ?? '')
  if (bandwidth) {
    const tail = readPeriod(tokens, at + 1)?.to ?? at + 1
    return { ...measure(tokens, amount, tail), kind: 'size', ...scaled(bandwidth) }
  }
  const unit = sizeUnits.get(token?.text ?? '') ?? (token?.raw === 'B' ? bytes : undefined)
  if (!unit) return undefined
  const period = readPeriod(tokens, at + 1)
  const measured = measure(tokens, amount, period?.to ?? at + 1)
  const grows = period && isGrowth(tokens, amount.from)
  return {
    ...measured,
    kind: 'size',
    ...scaled(unit),
    unit: period ? `${unit.name}/${period.name}` : unit.name,
    about: grows ? `growth of ${grownOf(tokens, amount.from) ?? measured.about}` : measured.about,
  }
}

const growing =
  /^(?:gr[oe]w(?:s|ing|th)?|ingest\w*|add(?:s|ed|ing)?|gain(?:s|ed)?|increas\w+|accumulat\w+|collect\w*)$/

// "The archive grows by 2 TB a year", "ingesting 5 GB per hour".
function isGrowth(tokens: AmountInContext['tokens'], from: number): boolean {
  return tokens.slice(Math.max(0, from - 4), from).some(({ text }) => growing.test(text))
}

function grownOf(tokens: AmountInContext['tokens'], from: number): string | undefined {
  const verb = tokens.slice(0, from).findLastIndex(({ text }) => growing.test(text))
  const subject = tokens[verb - 1]
  return subject?.kind === 'word' ? subject.text : undefined
}

/** "300 ms", "7 years", "a 30-day window". Whether it is a latency is decided with the whole sentence. */
export const readDuration: ReadAs = ({ tokens, amount }) => {
  const hyphen = hyphenAt(tokens, amount.to)
  // "one-minute values" names a kind of value, and "one day" is a manner of speaking.
  const idiom = amount.spelled && amount.values[0] === 1 && amount.values.length === 1
  const at = amount.to + hyphen
  const unit = timeUnitAt(tokens, at, amount.spelled)
  if (!unit || (idiom && (hyphen > 0 || unit.name === 'days'))) return undefined
  return { ...measure(tokens, amount, at + 1), kind: 'duration', ...scaled(unit) }
}

/** "2000 rps", "40 per second", "1000/min": a rate whose noun stands elsewhere. */
export const readBareRate: ReadAs = ({ tokens, amount, earlier }) => {
  const named = rateUnits.get(tokens[amount.to]?.text ?? '')
  const about = nounBefore(tokens, amount.from) ?? earlier.at(-1)?.about ?? 'requests'
  if (named) {
    const noun = named.name.split('/')[0] ?? 'requests'
    return { kind: 'rate', ...scaled(named), about: noun, from: amount.from, to: amount.to + 1 }
  }
  const times = ['times', 'x'].includes(tokens[amount.to]?.text ?? '') ? 1 : 0
  const period = readPeriod(tokens, amount.to + times)
  // In "500 daily orders" and "2 million daily users" the noun is still to come.
  const adjective = period && periodAdverbs.has(tokens[period.to - 1]?.text ?? '')
  if (!period || (adjective && readNounPhrase(tokens, period.to).words.length > 0)) return undefined
  return {
    kind: 'rate',
    unit: `1/${period.name}`,
    canonical: (value) => tidy(value / period.unit.factor),
    about,
    from: amount.from,
    to: period.to,
  }
}

const bytes: Unit = { name: 'bytes', factor: 1 }

function measure(tokens: AmountInContext['tokens'], amount: AmountInContext['amount'], to: number) {
  const owner = ['of', 'per'].includes(tokens[to]?.text ?? '')
  const owned = owner ? readNounPhrase(tokens, to + 1).words.join(' ') : ''
  const noun = owner ? '' : readNounPhrase(tokens, to).words.join(' ')
  const about = owned || nounBefore(tokens, amount.from) || noun || 'it'
  return { about, from: amount.from, to }
}

function scaled({ name, factor }: Unit) {
  return { unit: name, canonical: (value: number) => tidy(value * factor) }
}

function hyphenAt(tokens: AmountInContext['tokens'], at: number): number {
  return tokens[at]?.text === '-' && tokens[at]?.glued && tokens[at + 1]?.glued ? 1 : 0
}

function timeUnitAt(tokens: AmountInContext['tokens'], at: number, spelled: boolean) {
  const token = tokens[at]
  if (!token) return undefined
  const word = timeUnits.get(token.text)
  if (word) return word
  const short = !spelled && (token.glued || token.text === 's') && token.raw === token.text
  return short ? timeLetters.get(token.text) : undefined
}
