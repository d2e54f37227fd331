import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

import { base32 } from './base32.ts'

/** What every authenticator understands (RFC 6238): SHA-1, six digits, a code each 30 seconds. */
const stepSeconds = 30
const digits = 6
/** Steps before and after the present one whose codes are taken: clocks differ, and typing takes time. */
const tolerance = 1

/** 160 random bits, as RFC 4226 §4 recommends. */
export function newSecret(): Buffer {
  return randomBytes(20)
}

/** The code of one step of time (RFC 4226 §5.3). */
export function codeOf(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const offset = mac.readUInt8(mac.length - 1) & 0x0f
  const number = mac.readUInt32BE(offset) & 0x7fff_ffff
  return String(number % 10 ** digits).padStart(digits, '0')
}

/** The step of time that a code is of, of those near now; undefined when it is of none. */
export function stepOf(secret: Uint8Array, code: string, now: Date): number | undefined {
  const present = Math.floor(now.getTime() / 1_000 / stepSeconds)
  const steps = Array.from({ length: 2 * tolerance + 1 }, (_, index) => present - tolerance + index)
  return steps.findLast((step) => isSame(codeOf(secret, step), code))
}

/** What an authenticator reads from a QR code. */
export function authenticatorUri(
  secret: Uint8Array,
  { issuer, account }: { issuer: string; account: string },
): string {
  const label = [issuer, account].map(encodeURIComponent).join(':')
  const parameters = new URLSearchParams({ secret: base32(secret), issuer })
  return `otpauth://totp/${label}?${parameters}`
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)]
  return left.length === right.length && timingSafeEqual(left, right)
}
