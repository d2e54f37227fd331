import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
} from 'node:crypto'

import type { Secret } from '../secrets/secrets.ts'

/** A column of text whose values are encrypted before PostgreSQL sees them. */
export interface ColumnSpec {
  /** With its schema. */
  readonly table: string
  readonly column: string
  /** The column of the primary key, and its type. */
  readonly row: { readonly column: string; readonly type: 'uuid' | 'text' }
  /** A column that holds the blind index of the value, by which rows are found; absent: they are not. */
  readonly index?: string
  /** Values from before the column was encrypted are still read, until the job has sealed them. */
  readonly plainBefore?: true
}

export interface EncryptedColumn {
  readonly spec: ColumnSpec
  /** @param row its primary key: a sealed value that is moved to another row, column or table does not open. */
  seal(value: string, row: string): string
  /** Throws when the key is not known any more, or the text was changed or moved. */
  open(sealed: string, row: string): string
  /** What the index column may hold for a value: by the newest key, which is to be written, and by the older ones. */
  indexes(value: string): readonly [string, ...string[]]
  /** Begins each value that the newest key sealed. */
  current(): string
}

const cipher = 'aes-256-gcm'
const ivBytes = 12
const tagBytes = 16
const keyBytes = 32
const prefix = 'enc.'

/**
 * Encrypted columns by the keys of ENCRYPTION_KEYS, `id:base64` of 32 bytes each, separated by commas: the first one
 * seals, all open. Each column has keys of its own, derived by HKDF (RFC 5869), so that the random nonces of AES-GCM
 * last for 2^32 values a column (NIST SP 800-38D §8.3).
 * @param secret undefined: a laptop, where a key that everybody can know will do
 */
export function createEncryption(
  secret: Secret,
  { production }: { readonly production: boolean },
): (spec: ColumnSpec) => EncryptedColumn {
  let last: { readonly text: string; readonly keys: Keys } | undefined
  const keys = (): Keys => {
    const text = secret() ?? (production ? unset() : developmentKeys)
    if (last?.text !== text) last = { text, keys: readKeys(text) }
    return last.keys
  }
  return (spec) => new Column(spec, keys)
}

/** Key id → key; the newest first. */
type Keys = ReadonlyMap<string, Buffer>

interface Derived {
  readonly seal: Buffer
  readonly index: Buffer
}

class Column implements EncryptedColumn {
  readonly spec: ColumnSpec
  readonly #keys: () => Keys
  readonly #name: string
  readonly #derived = new WeakMap<Buffer, Derived>()

  constructor(spec: ColumnSpec, keys: () => Keys) {
    this.spec = spec
    this.#keys = keys
    this.#name = `${spec.table}.${spec.column}`
  }

  seal(value: string, row: string): string {
    const [[id, key]] = this.#all()
    const iv = randomBytes(ivBytes)
    const sealing = createCipheriv(cipher, key.seal, iv).setAAD(this.#belongs(row))
    const sealed = Buffer.concat([sealing.update(value, 'utf8'), sealing.final()])
    const content = Buffer.concat([iv, sealing.getAuthTag(), sealed])
    return `${beginning(id)}${content.toString('base64url')}`
  }

  open(sealed: string, row: string): string {
    const [, id = '', content] = /^enc\.([^.]+)\.([\w-]+)$/.exec(sealed) ?? []
    if (content === undefined) {
      if (this.spec.plainBefore && !sealed.startsWith(prefix)) return sealed
      throw new Error(`a value of ${this.#name} is not sealed`)
    }
    const key = this.#keys().get(id)
    if (!key) throw new Error(`no key ${id} in ENCRYPTION_KEYS, by which ${this.#name} is sealed`)
    const bytes = Buffer.from(content, 'base64url')
    const opening = createDecipheriv(cipher, this.#derive(key).seal, bytes.subarray(0, ivBytes), {
      authTagLength: tagBytes,
    })
      .setAAD(this.#belongs(row))
      .setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes))
    const opened = opening.update(bytes.subarray(ivBytes + tagBytes))
    return Buffer.concat([opened, opening.final()]).toString('utf8')
  }

  indexes(value: string): readonly [string, ...string[]] {
    const [newest, ...older] = this.#all().map(([, { index }]) =>
      createHmac('sha256', index).update(value).digest('base64url'),
    )
    return [newest ?? '', ...older]
  }

  current(): string {
    return beginning(this.#all()[0][0])
  }

  #all(): [[string, Derived], ...[string, Derived][]] {
    const all = [...this.#keys()].map(([id, key]) => [id, this.#derive(key)])
    return all as [[string, Derived], ...[string, Derived][]] // readKeys refuses to find none
  }

  #derive(key: Buffer): Derived {
    const known = this.#derived.get(key)
    if (known) return known
    const of = (use: string) =>
      Buffer.from(hkdfSync('sha256', key, '', `${use} ${this.#name}`, keyBytes))
    const derived = { seal: of('seal'), index: of('index') }
    this.#derived.set(key, derived)
    return derived
  }

  #belongs(row: string): Buffer {
    return Buffer.from(`${this.#name}/${row}`)
  }
}

function beginning(id: string): string {
  return `${prefix}${id}.`
}

const developmentKeys = `development:${createHash('sha256').update('columns on a laptop').digest('base64')}`

function unset(): never {
  throw new Error(
    'ENCRYPTION_KEYS is not set; set it to an id and 32 random bytes, as in 2026-11:$(openssl rand -base64 32)',
  )
}

/** @throws TypeError that does not show the text */
function readKeys(text: string): Keys {
  const keys = new Map(text.split(',').map(readKey))
  if (keys.size > 0) return keys
  throw malformed()
}

function readKey(text: string): [string, Buffer] {
  const [, id, base64] = /^\s*([a-zA-Z0-9_-]{1,40}):([A-Za-z0-9+/=_-]+)\s*$/.exec(text) ?? []
  const key = Buffer.from(base64 ?? '', 'base64')
  if (!id || key.length !== keyBytes) throw malformed()
  return [id, key]
}

function malformed(): TypeError {
  return new TypeError(
    'ENCRYPTION_KEYS must look like 2026-11:<32 bytes as base64>, newest first, separated by commas',
  )
}
