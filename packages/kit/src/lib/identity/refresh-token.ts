import { hash, randomBytes } from 'node:crypto'

export interface RefreshToken {
  /** Goes to the client, is stored nowhere. */
  readonly token: string
  /** What is stored. */
  readonly hash: string
}

/** A new opaque refresh token: 256 random bits, so a plain hash is enough to store. */
export function newRefreshToken(): RefreshToken {
  const token = randomBytes(32).toString('base64url')
  return { token, hash: hashRefreshToken(token) }
}

/** The stored form of a token (SHA-256, base64url), to look it up by. */
export function hashRefreshToken(token: string): string {
  return hash('sha256', token, 'base64url')
}
