import { hkdfSync, randomUUID } from 'node:crypto'
import { chmod, link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from 'jose'

/** The only algorithm that tokens are signed with; never read from a token (RFC 8725 §3.1). */
export const signingAlgorithm = 'ES256'

/** The keys of a file shared by all processes: the first one signs, all verify. */
export interface SigningKeys {
  signingKey(): SigningKey
  /** The key with this id; looks into the file again, at most every second, when it is not known. */
  verifyingKey(kid: string): Promise<CryptoKey | undefined>
  /** The public halves as a JWK Set, as the file was at most a second ago. */
  jwks(): Promise<{ readonly keys: readonly JWK[] }>
  /** With the private halves, the signing one first: for a library that signs by itself. */
  privateJwks(): { readonly keys: readonly JWK[] }
  /** A secret per key, for this purpose only (HKDF, RFC 5869): what it signs, every process with the file can check. */
  secrets(purpose: string): [Buffer, ...Buffer[]]
}

export interface SigningKey {
  readonly kid: string
  readonly privateKey: CryptoKey
}

const rereadAfterMs = 1_000
/** A new key signs when every process has had the time to find it. */
const signAfterMs = 5_000

/**
 * Reads the keys of a file, which is made with one new key and mode 0600 when it does not exist. Of several
 * processes that start at once one makes it, and all use that one. A key that is put in front later signs here
 * some seconds after it was seen, without a restart.
 * @param given the text of such a file, from elsewhere, in its place
 */
export async function loadSigningKeys(
  file: string,
  given?: (() => string) | undefined,
): Promise<SigningKeys> {
  if (!given) await createIfAbsent(file)
  const read = async () => readKeys(file, given ? given() : await readFile(file, 'utf8'))
  let keys = await read()
  let readAt = Date.now()
  let signer: LoadedKey = keys[0]
  let newer: { readonly kid: string; readonly signsAt: number } | undefined
  const reread = async () => {
    if (Date.now() - readAt < rereadAfterMs) return
    readAt = Date.now()
    keys = await read().catch(() => keys) // a file that broke later does not take the known keys away
    const [first] = keys
    if (first.kid !== signer.kid && newer?.kid !== first.kid)
      newer = { kid: first.kid, signsAt: Date.now() + signAfterMs }
    const isGone = !keys.some(({ kid }) => kid === signer.kid)
    if (isGone || (newer && Date.now() >= newer.signsAt)) {
      signer = first
      newer = undefined
    }
  }
  return {
    signingKey() {
      void reread() // for those who come after
      return signer
    },
    async verifyingKey(kid) {
      const known = keys.find((key) => key.kid === kid)
      if (known) return known.publicKey
      await reread()
      return keys.find((key) => key.kid === kid)?.publicKey
    },
    async jwks() {
      await reread()
      return { keys: keys.map(({ publicJwk }) => publicJwk) }
    },
    privateJwks: () => ({
      keys: keys.map(({ publicJwk, seed }) => ({ ...publicJwk, d: seed.toString('base64url') })),
    }),
    secrets: (purpose) =>
      keys.map(({ seed }) => Buffer.from(hkdfSync('sha256', seed, '', purpose, 32))) as [
        Buffer,
        ...Buffer[],
      ], // as many as there are keys
  }
}

/**
 * Puts a new key in front: it signs everywhere some seconds from now. Older keys stay for verification;
 * remove them from the file once the longest token lifetime has passed.
 */
export async function rotateSigningKeys(file: string): Promise<void> {
  const { keys } = parseFile(file, await readFile(file, 'utf8'))
  await replaceFile(file, [await newKey(), ...keys])
}

interface LoadedKey extends SigningKey {
  readonly publicKey: CryptoKey
  readonly publicJwk: JWK
  /** The private number itself. */
  readonly seed: Buffer
}

async function createIfAbsent(file: string): Promise<void> {
  if (await exists(file)) return
  await mkdir(dirname(file), { recursive: true })
  const draft = await writeDraft(file, [await newKey()])
  try {
    // Linking is atomic and refuses an existing name: nobody sees half a file, and only one process wins.
    await link(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await rm(draft)
  }
}

async function exists(file: string): Promise<boolean> {
  return readFile(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false
      throw error
    },
  )
}

async function replaceFile(file: string, keys: readonly JWK[]): Promise<void> {
  await rename(await writeDraft(file, keys), file)
}

async function writeDraft(file: string, keys: readonly JWK[]): Promise<string> {
  const draft = `${file}.${randomUUID()}`
  await writeFile(draft, `${JSON.stringify({ keys }, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  await chmod(draft, 0o600) // whatever the umask says
  return draft
}

async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(signingAlgorithm, { extractable: true })
  const jwk = await exportJWK(privateKey)
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: signingAlgorithm, use: 'sig' }
}

async function readKeys(file: string, text: string): Promise<[LoadedKey, ...LoadedKey[]]> {
  const { keys } = parseFile(file, text)
  const [first, ...others] = await Promise.all(keys.map((jwk) => loadKey(file, jwk)))
  if (!first) throw new TypeError(`${file} holds no key; delete it to have one made`)
  return [first, ...others]
}

function parseFile(file: string, text: string): { keys: JWK[] } {
  const content: unknown = JSON.parse(text)
  if (typeof content === 'object' && content !== null && 'keys' in content) {
    const { keys } = content
    if (Array.isArray(keys)) return { keys: keys as JWK[] } // each is checked in loadKey
  }
  throw new TypeError(`${file} is not a JWK Set: it needs {"keys": [...]}`)
}

async function loadKey(file: string, jwk: JWK): Promise<LoadedKey> {
  const { kty, crv, x, y, d, kid } = jwk
  if (kty !== 'EC' || crv !== 'P-256' || !x || !y || !d || !kid) {
    throw new TypeError(`${file}: every key must be a private P-256 key with a kid`)
  }
  const publicJwk = { kty, crv, x, y, kid, alg: signingAlgorithm, use: 'sig' }
  return {
    kid,
    privateKey: (await importJWK(jwk, signingAlgorithm)) as CryptoKey, // EC keys are never raw bytes
    publicKey: (await importJWK(publicJwk, signingAlgorithm)) as CryptoKey,
    publicJwk,
    seed: Buffer.from(d, 'base64url'),
  }
}
