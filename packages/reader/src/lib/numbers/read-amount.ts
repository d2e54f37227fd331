import type { Token } from '../text/tokens.ts'
import { readNumber } from './read-number.ts'
import type { WrittenNumber } from './written-number.ts'

/** A number or a range of numbers: "10-20", "10 to 20 thousand", "between 5 and 10". */
export interface Amount {
  /** One value, or the two ends of a range. */
  values: readonly number[]
  from: number
  to: number
  spelled: boolean
  scaled: boolean
  /** "500+". */
  plus: boolean
  /** "A few hundred": the value is a reading, not a number of the text. */
  vague: boolean
}

/** Reads the amount that starts at token `from`. "10 to 1" falls, so it is left to be a ratio. */
export function readAmount(tokens: readonly Token[], from: number): Amount | undefined {
  const first = readNumber(tokens, from)
  if (!first) return undefined
  const second = readSecondEnd(tokens, first)
  const { spelled, scaled, to } = second ?? first
  const vague = first.vague ?? false
  const values = second ? [second.low, second.high] : [first.value]
  const plus = tokens[to]?.text === '+' && tokens[to]?.glued === true
  return { values, from, to: plus ? to + 1 : to, spelled, scaled, plus, vague }
}

function readSecondEnd(tokens: readonly Token[], first: WrittenNumber) {
  const joint = tokens[first.to]
  if (!joint || !isJoint(tokens, first, joint)) return undefined
  const second = readNumber(tokens, first.to + 1)
  if (!second || second.value < 0) return undefined
  // "10 to 20 thousand" means ten thousand to twenty thousand.
  const scale = !first.scaled && second.scaled ? scaleOf(tokens, second) : 1
  const low = first.value * scale
  if (low >= second.value) return undefined
  const { to, spelled, scaled } = second
  return { low, high: second.value, to, spelled, scaled }
}

function isJoint(tokens: readonly Token[], first: WrittenNumber, joint: Token): boolean {
  if (['–', '—'].includes(joint.text)) return true
  if (joint.text === '-') return joint.glued === (tokens[first.to + 1]?.glued ?? false)
  if (joint.text === 'and') return tokens[first.from - 1]?.text === 'between'
  return ['to', 'or'].includes(joint.text)
}

function scaleOf(tokens: readonly Token[], { value, from, to }: WrittenNumber): number {
  const bare = readNumber(tokens.slice(from, to).slice(0, 1), 0)
  return bare && bare.value !== 0 ? value / bare.value : 1
}
