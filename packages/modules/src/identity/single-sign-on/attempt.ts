import { createHmac, randomBytes } from 'node:crypto'

import type { Attempt } from './connection.ts'

/** What a browser holds while its owner signs in elsewhere. */
export interface Held {
  readonly secret: string
  /** The provider's page that waits; absent: a page of ours gets a session. */
  readonly interaction?: string
}

export function newHeld(interaction: string | null): Held {
  const secret = randomBytes(32).toString('base64url')
  return interaction && /^[\w-]{1,100}$/.test(interaction) ? { secret, interaction } : { secret }
}

export const writeHeld = ({ secret, interaction = '' }: Held) => `${secret}.${interaction}`

export function readHeld(text: string | undefined): Held | undefined {
  const [, secret, interaction] = /^([\w-]{43})\.([\w-]{0,100})$/.exec(text ?? '') ?? []
  if (!secret) return undefined
  return interaction ? { secret, interaction } : { secret }
}

/**
 * All that binds an answer to this browser and this connection, made of the secret that no other has: nothing need be
 * kept here meanwhile.
 */
export function attemptOf(connection: string, { secret }: Held): Attempt {
  const derive = (use: string) =>
    createHmac('sha256', secret).update(`${use} ${connection}`).digest('base64url')
  return {
    state: derive('state'),
    nonce: derive('nonce'),
    verifier: derive('verifier'),
    requestId: `_${derive('request')}`,
  }
}
