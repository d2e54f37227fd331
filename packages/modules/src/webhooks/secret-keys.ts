import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'

/** Seals secrets, so that a dump of the database does not tell them. */
export interface SecretKeys {
  /** @param of what it belongs to: a sealed secret that was moved to another row does not open. */
  seal(secret: string, of: string): string
  /** Throws when the key is not known any more, or the text was changed. */
  open(sealed: string, of: string): string
  /** Begins each text that the newest key sealed. */
  readonly current: string
}

const cipher = 'aes-256-gcm'
const ivBytes = 12
const tagBytes = 16

/**
 * Reads `id:base64` of 32 bytes each, separated by commas: the first key seals, all open.
 * @throws TypeError that does not show the text.
 */
export function readSecretKeys(text: string): SecretKeys {
  const keys = new Map(text.split(',').map(readKey))
  const [newest] = keys
  if (!newest) throw malformed()
  const [id, key] = newest
  const current = `${id}.`
  return {
    current,
    seal(secret, of) {
      const iv = randomBytes(ivBytes)
      const sealing = createCipheriv(cipher, key, iv).setAAD(Buffer.from(of))
      const sealed = Buffer.concat([sealing.update(secret, 'utf8'), sealing.final()])
      return current + Buffer.concat([iv, sealing.getAuthTag(), sealed]).toString('base64url')
    },
    open(text, of) {
      const at = text.indexOf('.')
      const known = keys.get(text.slice(0, at))
      if (!known) throw new Error(`no key ${text.slice(0, at)} in WEBHOOK_SECRET_KEYS`)
      const bytes = Buffer.from(text.slice(at + 1), 'base64url')
      const opening = createDecipheriv(cipher, known, bytes.subarray(0, ivBytes))
        .setAAD(Buffer.from(of))
        .setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes))
      const opened = opening.update(bytes.subarray(ivBytes + tagBytes))
      return Buffer.concat([opened, opening.final()]).toString('utf8')
    },
  }
}

/** For a laptop, where nothing is secret: everybody can know it. */
export function developmentKeys(): SecretKeys {
  const key = createHash('sha256').update('webhooks on a laptop').digest('base64')
  return readSecretKeys(`development:${key}`)
}

/** Where none are set and must be: the module can be described, but not started. */
export function missingKeys(): SecretKeys {
  const fail = (): never => {
    throw new Error(
      'WEBHOOK_SECRET_KEYS is not set; set it to an id and 32 random bytes, as in 2026-11:$(openssl rand -base64 32)',
    )
  }
  return {
    seal: fail,
    open: fail,
    get current() {
      return fail()
    },
  }
}

function readKey(text: string): [string, Buffer] {
  const [, id, base64] = /^\s*([a-zA-Z0-9_-]{1,40}):([A-Za-z0-9+/=_-]+)\s*$/.exec(text) ?? []
  const key = Buffer.from(base64 ?? '', 'base64')
  if (!id || key.length !== 32) throw malformed()
  return [id, key]
}

function malformed(): TypeError {
  return new TypeError(
    'WEBHOOK_SECRET_KEYS must look like 2026-11:<32 bytes as base64>, newest first, separated by commas',
  )
}
