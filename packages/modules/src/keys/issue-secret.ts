import { createPublicKey } from 'node:crypto'

import type { Fail, WorkContext } from '@archwright/kit'
import { newApiKey } from '@archwright/kit/identity'

import { type createKey, keyPrefix, type Proof } from './contract.ts'
import { insertSecret } from './secret-store.ts'
import type { SharedSecrets } from './shared-secrets.ts'

export interface IssueSettings {
  readonly lifeSeconds: number
  readonly overlapSeconds: number
  /** Absent: no key signs with a shared secret. */
  readonly shared: SharedSecrets | undefined
}

export interface SecretWanted {
  readonly keyId: string
  readonly proof: Proof
  readonly publicKey: string | undefined
  readonly lifeSeconds: number | undefined
}

type Refusals = Pick<
  Fail<(typeof createKey)['errors']>,
  'PUBLIC_KEY_NEEDED' | 'SHARED_SECRETS_CLOSED'
>
type Context = Pick<WorkContext, 'sql' | 'now' | 'newId'> & { readonly fail: Refusals }

/** Writes a new secret of a key. Answers what its holder must be told, null where they have it. */
export async function issueSecret(
  { sql, now, newId, fail }: Context,
  wanted: SecretWanted,
  settings: IssueSettings,
): Promise<string | null> {
  const { keyId, proof, publicKey } = wanted
  if ((proof === 'ed25519') !== (publicKey !== undefined)) throw fail.PUBLIC_KEY_NEEDED()
  const id = newId()
  const seconds = Math.min(wanted.lifeSeconds ?? settings.lifeSeconds, settings.lifeSeconds)
  const expiresAt = new Date(now().getTime() + seconds * 1_000)
  const common = { id, keyId, expiresAt, hash: null, publicKey: null, derivedWith: null }
  if (publicKey !== undefined) {
    if (!isEd25519(publicKey)) throw fail.PUBLIC_KEY_NEEDED()
    await insertSecret(sql, { ...common, publicKey, hint: publicKey.slice(-4) }, now())
    return null
  }
  if (proof === 'hmac-sha256') {
    if (!settings.shared) throw fail.SHARED_SECRETS_CLOSED()
    const { current, derive } = settings.shared
    const told = derive(current, id).toString('base64')
    await insertSecret(sql, { ...common, derivedWith: current, hint: told.slice(-4) }, now())
    return told
  }
  const { token, hash, hint } = newApiKey(keyPrefix)
  await insertSecret(sql, { ...common, hash, hint }, now())
  return token
}

/** Reads a public key as its holder sends it. */
export function readPublicKey(base64: string) {
  return createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' })
}

function isEd25519(base64: string): boolean {
  try {
    return readPublicKey(base64).asymmetricKeyType === 'ed25519'
  } catch {
    return false // not a key at all
  }
}
