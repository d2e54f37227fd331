/** Keys: how programs of others prove who they are. */

import { defineModule, type Module } from '@archwright/kit'
import type { Environment } from '@archwright/kit/app'
import { isApiKey } from '@archwright/kit/identity'

import { handleListKeys, handleRevokeKey, handleRotateKey } from './change-key.ts'
import { handleCheckSignature } from './check-signature.ts'
import { apiKeys, keyPrefix, keySignatures } from './contract.ts'
import { handleCreateKey } from './create-key.ts'
import { forgetExpired } from './forget-expired.ts'
import { developmentSecrets, readSharedSecrets, type SharedSecrets } from './shared-secrets.ts'
import { handleUseKey } from './use-key.ts'

export interface KeysSettings {
  /** Longest life of a secret; 90 days if absent. */
  readonly lifeSeconds?: number
  /** How long a secret is good after it was renewed; a day if absent. */
  readonly overlapSeconds?: number
  /** A key that nobody used for so long is ended; 90 days if absent. */
  readonly unusedSeconds?: number
  /** Absent: no key signs with a shared secret. */
  readonly shared?: SharedSecrets | undefined
}

const day = 86_400

export function keys({
  lifeSeconds = 90 * day,
  overlapSeconds = day,
  unusedSeconds = 90 * day,
  shared,
}: KeysSettings = {}): Module {
  const settings = { lifeSeconds, overlapSeconds, shared }
  return defineModule({
    name: 'keys',
    summary: 'How programs of others prove who they are',
    migrations: new URL('./migrations/', import.meta.url),
    handlers: [
      handleCreateKey(settings),
      handleListKeys,
      handleRotateKey(settings),
      handleRevokeKey,
      handleUseKey,
      handleCheckSignature(shared),
    ],
    bearers: [
      {
        ...apiKeys,
        isToken: (text) => isApiKey(keyPrefix, text),
        told: {
          name: 'apiKey',
          description: `API key of a program, as it was issued: ${keyPrefix}… in the Authorization header, never in an address.`,
        },
      },
    ],
    signatures: keySignatures,
    jobs: [forgetExpired(unusedSeconds)],
  })
}

/** Makes the module for a process. */
export function create({ variables, secret, keys: lives }: Environment): Module {
  return keys({ ...lives, shared: sharedOf(variables, secret('API_KEY_SECRETS')()) })
}

function sharedOf(
  { NODE_ENV }: Environment['variables'],
  secrets: string | undefined,
): SharedSecrets | undefined {
  if (secrets) return readSharedSecrets(secrets)
  return NODE_ENV === 'production' ? undefined : developmentSecrets()
}
