import { nounBefore, readNounPhrase } from './noun-phrase.ts'
import { loadNouns } from './nouns.ts'
import { readNumber } from './read-number.ts'
import { type AmountInContext, type ReadAs, tidy } from './reading.ts'
import { timeLetters, timeUnits } from './units.ts'

const ratioWords = /^(?:ratio|reads?|writes?|outnumber\w*|split|each|versus)$/

/** "10:1 reads to writes", "100 to 1", "50/50". Rising pairs such as "10 to 20" are ranges. */
export const readRatio: ReadAs = ({ tokens, amount }) => {
  const joint = tokens[amount.to]?.text ?? ''
  const high = amount.values[0]
  const other = [':', 'to', '/', '-'].includes(joint) ? otherSide(tokens, amount.to) : undefined
  if (!other || amount.values.length > 1 || high === undefined || other.value <= 0) return undefined
  const even = high === other.value
  const told = isTold(tokens, amount.from, other.to)
  const plausible = joint === 'to' ? high >= other.value : other.value === 1 || even || told
  if (!plausible || (joint === '/' && !even) || (joint === '-' && !told)) return undefined
  const noun = readNounPhrase(tokens, other.to)
  return {
    kind: 'ratio',
    unit: `to ${other.value}`,
    canonical: (value) => tidy(value / other.value),
    about: noun.words.join(' ') || (nounBefore(tokens, amount.from) ?? 'ratio'),
    from: amount.from,
    to: other.to,
  }
}

/** "50 reads to 1 write", "500 reads for every write", "100 reads per write". */
export const readNounRatio: ReadAs = ({ tokens, amount }) => {
  const left = readNounPhrase(tokens, amount.to)
  if (left.words.length !== 1 || !loadNouns.has(left.words[0] ?? '')) return undefined
  if (!['to', 'per', 'for'].includes(tokens[left.to]?.text ?? '')) return undefined
  const each = ['every', 'each', 'a', 'an'].includes(tokens[left.to + 1]?.text ?? '') ? 2 : 1
  const one = tokens[left.to + each]
  if (one && isOneOf(one.text, left.words[0] ?? ''))
    return {
      kind: 'ratio',
      unit: 'to 1',
      canonical: (value) => value,
      about: `${left.words[0]} to ${one.text}`,
      from: amount.from,
      to: left.to + each + 1,
    }
  const other = readNumber(tokens, left.to + 1)
  if (!other || other.value <= 0 || tokens[other.to]?.kind !== 'word') return undefined
  return {
    kind: 'ratio',
    unit: `to ${other.value}`,
    canonical: (value) => tidy(value / other.value),
    about: `${left.words[0]} to ${tokens[other.to]?.text}`,
    from: amount.from,
    to: other.to + 1,
  }
}

// The other side in the singular: "write" for "reads".
function isOneOf(text: string, left: string): boolean {
  return !text.endsWith('s') && loadNouns.has(`${text}s`) && `${text}s` !== left
}

/** "Ten times the average", "three times as many visitors". */
export const readTimes: ReadAs = ({ tokens, amount }) => {
  if (tokens[amount.to]?.text !== 'times') return undefined
  const next = tokens[amount.to + 1]?.text ?? ''
  if (
    !/^(?:the|as|more|that|this|our|their|its|what|higher|larger|normal|usual|average)$/.test(next)
  )
    return undefined
  const words = tokens.slice(Math.max(0, amount.from - 8), amount.to + 6).map(({ text }) => text)
  const peak = words.some((word) =>
    /^(?:peak|peaks|busy|busiest|rush|average|normal|usual|spike|spikes|burst|bursts)$/.test(word),
  )
  return {
    kind: 'ratio',
    unit: 'x',
    canonical: (value) => value,
    about: peak ? 'peak to average' : (nounBefore(tokens, amount.from) ?? 'growth'),
    from: amount.from,
    to: amount.to + 1,
  }
}

/** "1 in 20 visitors", "one in ten". */
export const readOneIn: ReadAs = ({ tokens, amount }) => {
  const count = amount.values[0] ?? 0
  const outOf = tokens[amount.to]?.text === 'out' && tokens[amount.to + 1]?.text === 'of'
  const joint = outOf ? amount.to + 2 : tokens[amount.to]?.text === 'in' ? amount.to + 1 : undefined
  const of = joint === undefined ? undefined : readNumber(tokens, joint)
  if (!of || count <= 0 || count > 10 || of.value <= count || of.value > 10_000) return undefined
  if (timeUnits.has(tokens[of.to]?.text ?? '') || timeLetters.has(tokens[of.to]?.text ?? ''))
    return undefined
  const noun = readNounPhrase(tokens, of.to)
  return {
    kind: 'percentage',
    unit: `in ${of.value}`,
    canonical: (value) => tidy(value / of.value),
    about: noun.words.join(' ') || 'share',
    from: amount.from,
    to: of.to,
  }
}

/** "10x growth", "3× the traffic". */
export const readMultiple: ReadAs = ({ tokens, amount }) => {
  const sign = tokens[amount.to]
  if (!sign?.glued || !['x', '×'].includes(sign.text)) return undefined
  const noun = readNounPhrase(tokens, amount.to + 1)
  const about = noun.words.join(' ') || (nounBefore(tokens, amount.from) ?? 'growth')
  return {
    kind: 'ratio',
    unit: 'x',
    canonical: (value) => value,
    about,
    from: amount.from,
    to: amount.to + 1,
  }
}

function otherSide(tokens: AmountInContext['tokens'], joint: number) {
  const hyphen = tokens[joint + 1]?.text === '-' ? 1 : 0
  return readNumber(tokens, joint + 1 + hyphen)
}

function isTold(tokens: AmountInContext['tokens'], from: number, to: number): boolean {
  const near = [...tokens.slice(Math.max(0, from - 6), from), ...tokens.slice(to, to + 4)]
  return near.some(({ text }) => ratioWords.test(text))
}
