import { nounBefore, readNounPhrase } from './noun-phrase.ts'
import { loadNouns } from './nouns.ts'
import { readNumber } from './read-number.ts'
import { type AmountInContext, type ReadAs, tidy } from './reading.ts'

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

/** "50 reads to 1 write". */
export const readNounRatio: ReadAs = ({ tokens, amount }) => {
  const left = readNounPhrase(tokens, amount.to)
  if (left.words.length !== 1 || !loadNouns.has(left.words[0] ?? '')) return undefined
  if (!['to', 'per', 'for'].includes(tokens[left.to]?.text ?? '')) return undefined
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
