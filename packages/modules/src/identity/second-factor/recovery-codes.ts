import { hash, randomBytes } from 'node:crypto'

import { base32 } from './base32.ts'

const count = 10
const bytes = 10

/** Codes to write down, such as `K7QW-2MNA-ZX4C-VB3D`. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: count }, () => {
    const groups = base32(randomBytes(bytes)).match(/.{4}/g) ?? []
    return groups.join('-')
  })
}

/** What is kept of a code, however it was typed. */
export function hashRecoveryCode(code: string): string {
  return hash('sha256', code.toUpperCase().replaceAll('-', ''), 'base64url')
}
