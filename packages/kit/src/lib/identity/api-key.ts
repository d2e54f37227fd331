import { hash, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

export interface ApiKey {
  /** Goes to its holder, is stored nowhere. */
  readonly token: string
  /** What is stored, and looked up (SHA-256, base64url). */
  readonly hash: string
  /** Its last characters, by which people tell keys apart. */
  readonly hint: string
}

const secretDigits = 64
const checkDigits = 8

/**
 * A new key: its prefix, 256 random bits and their checksum, in characters that one double click selects. A plain
 * SHA-256 is stored, because there is nothing to guess: slow hashes are for passwords, which people choose.
 */
export function newApiKey(prefix: string): ApiKey {
  const said = prefix + randomBytes(secretDigits / 2).toString('hex')
  const token = said + checksum(said)
  return { token, hash: hash('sha256', token, 'base64url'), hint: token.slice(-4) }
}

/** Whether a text can be a key: what was mistyped or made up is known without asking anybody. */
export function isApiKey(prefix: string, text: string): boolean {
  const said = text.slice(0, -checkDigits)
  return (
    text.length === prefix.length + secretDigits + checkDigits &&
    text.startsWith(prefix) &&
    /^[\da-f]+$/.test(text.slice(prefix.length)) &&
    text.endsWith(checksum(said))
  )
}

/** CRC-32: finds what was mistyped. It proves nothing. */
function checksum(text: string): string {
  return crc32(text).toString(16).padStart(checkDigits, '0')
}
