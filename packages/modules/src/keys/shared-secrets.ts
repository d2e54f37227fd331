import { hkdfSync } from 'node:crypto'

/** Secrets that programs share with us to sign by; derived, so that no table holds them. */
export interface SharedSecrets {
  /** Id of the key of ours that new ones are derived with. */
  readonly current: string
  /** The secret with this id (HKDF-SHA-256, RFC 5869; 32 bytes). Throws when the key of ours is known no more. */
  derive(with_: string, id: string): Buffer
}

/**
 * Reads `id:base64` of 32 bytes each, separated by commas: the first derives new secrets, all derive those of theirs.
 * @throws TypeError that does not show the text
 */
export function readSharedSecrets(text: string): SharedSecrets {
  const keys = new Map(text.split(',').map(readKey))
  const [current = ''] = keys.keys()
  return {
    current,
    derive(name, id) {
      const key = keys.get(name)
      if (!key) throw new Error(`no key ${name} in API_KEY_SECRETS`)
      return Buffer.from(hkdfSync('sha256', key, id, 'api key', 32))
    },
  }
}

/** For a laptop, where nothing is secret: everybody can know it. */
export function developmentSecrets(): SharedSecrets {
  return readSharedSecrets(`development:${Buffer.alloc(32, 'keys').toString('base64')}`)
}

function readKey(text: string): [string, Buffer] {
  const [, id, base64] = /^\s*([a-zA-Z0-9_-]{1,40}):([A-Za-z0-9+/=_-]+)\s*$/.exec(text) ?? []
  const key = Buffer.from(base64 ?? '', 'base64')
  if (id && key.length === 32) return [id, key]
  throw new TypeError(
    'API_KEY_SECRETS must look like 2026-11:<32 bytes in base64>, the newest first, separated by commas',
  )
}
