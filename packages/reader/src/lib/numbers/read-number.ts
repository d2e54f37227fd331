import type { Token } from '../text/tokens.ts'
import { scaleLetters, scaleWords, tenWords, unitWords } from './number-words.ts'
import { readVague } from './vague.ts'
import type { WrittenNumber } from './written-number.ts'

/** Reads the number that starts at token `from`: "1,000", "50k", "-5", "half a million", "twenty-five". */
export function readNumber(tokens: readonly Token[], from: number): WrittenNumber | undefined {
  return (
    readDigits(tokens, from) ??
    readHalf(tokens, from) ??
    readVague(tokens, from) ??
    readSpelled(tokens, from)
  )
}

function readDigits(tokens: readonly Token[], from: number): WrittenNumber | undefined {
  const sign = isMinus(tokens, from) ? 1 : 0
  const digits = tokens[from + sign]
  if (digits?.kind !== 'number') return undefined
  const start = { value: Number(digits.text), to: from + sign + 1 }
  const { value, to } = readScales(tokens, start)
  return { value: sign ? -value : value, from, to, spelled: false, scaled: to > start.to }
}

// A minus stands apart from what precedes it and close to its digits; "10-20" is a range.
function isMinus(tokens: readonly Token[], at: number): boolean {
  const sign = tokens[at]
  const next = tokens[at + 1]
  if (!sign || !next || !['-', '−'].includes(sign.text)) return false
  return next.kind === 'number' && next.glued && (at === 0 || !sign.glued)
}

function readScales(tokens: readonly Token[], start: { value: number; to: number }) {
  let { value, to } = start
  const letter = tokens[to]
  const byLetter = letter?.glued ? readScaleLetter(tokens, to) : undefined
  if (byLetter) return { value: value * byLetter, to: to + 1 }
  for (let scale = scaleAt(tokens, to); scale; scale = scaleAt(tokens, to)) {
    value *= scale
    to += 1
  }
  return { value, to }
}

function scaleAt(tokens: readonly Token[], at: number): number | undefined {
  return scaleWords.get(tokens[at]?.text ?? '')
}

// "5m users" counts users, "5m" alone lasts minutes; "10B" alone is a size.
function readScaleLetter(tokens: readonly Token[], at: number): number | undefined {
  const raw = tokens[at]?.raw ?? ''
  if (raw === 'm' || raw === 'B' || raw === 'T') {
    const next = tokens[at + 1]
    if (next?.kind !== 'word' || next.glued || shortWords.has(next.text)) return undefined
    return raw === 'm' ? 1e6 : scaleLetters.get(raw)
  }
  return scaleLetters.get(raw)
}

const shortWords = new Set(
  'a an and or per each every to for of in on at with by is are was after before then'.split(' '),
)

function readHalf(tokens: readonly Token[], from: number): WrittenNumber | undefined {
  if (tokens[from]?.text !== 'half' || tokens[from + 1]?.text !== 'a') return undefined
  const scale = scaleAt(tokens, from + 2)
  if (!scale) return undefined
  return { value: scale / 2, from, to: from + 3, spelled: true, scaled: true }
}

function readSpelled(tokens: readonly Token[], from: number): WrittenNumber | undefined {
  const article = ['a', 'an'].includes(tokens[from]?.text ?? '')
  let sum = article ? 1 : 0
  let total = 0
  let scaled = false
  let at = article ? from + 1 : from
  if (article && !scaleAt(tokens, at)) return undefined
  for (;;) {
    const small = readBelowHundred(tokens, at)
    const scale = scaleAt(tokens, at)
    if (small && (sum === 0 || sum >= 100)) {
      sum += small.value
      at = small.to
    } else if (scale && at > from) {
      scaled = true
      if (scale <= 100) sum *= scale
      else {
        total += sum * scale
        sum = 0
      }
      at += 1
    } else if (tokens[at]?.text === 'and' && sum >= 100 && readBelowHundred(tokens, at + 1)) at += 1
    else break
  }
  return at === from ? undefined : { value: total + sum, from, to: at, spelled: true, scaled }
}

function readBelowHundred(tokens: readonly Token[], at: number) {
  const text = tokens[at]?.text ?? ''
  const ten = tenWords.get(text)
  if (ten === undefined) {
    const unit = unitWords.get(text)
    return unit === undefined ? undefined : { value: unit, to: at + 1 }
  }
  const hyphen = tokens[at + 1]?.text === '-' ? 1 : 0
  const unit = unitWords.get(tokens[at + 1 + hyphen]?.text ?? '')
  if (unit === undefined || unit === 0 || unit > 9) return { value: ten, to: at + 1 }
  return { value: ten + unit, to: at + 2 + hyphen }
}
