import { number } from './quantity.ts'

/** An amount in cents as a reader wants it, without cents: `1,478 USD`. */
export function money(cents: number, currency: string): string {
  return `${number(Math.round(cents / 100))} ${currency}`
}

/** An interval of amounts in cents: `640 to 1,950 USD`. */
export function moneyRange(low: number, high: number, currency: string): string {
  const ends = [low, high].map((cents) => number(Math.round(cents / 100)))
  return ends[0] === ends[1] ? `${ends[0]} ${currency}` : `${ends.join(' to ')} ${currency}`
}
