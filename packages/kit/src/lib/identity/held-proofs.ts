import { randomBytes } from 'node:crypto'

import { LRUCache } from 'lru-cache'

import { builtIn } from '../contract/failure.ts'
import type { Authenticate } from '../dispatch/call.ts'
import type { Principal } from '../dispatch/principal.ts'

/** What a signed request proves itself by. */
export interface SignatureProof {
  readonly keyId: string
  /** Base64. */
  readonly base: string
  /** Base64. */
  readonly signature: string
  readonly nonce: string
}

interface Held {
  readonly proof: SignatureProof
  principal?: Promise<Principal>
}

/** A stream that was opened by a signature ends after this time at the latest, and is opened by another one. */
const holdMs = 60_000
const mostHeld = 10_000

/**
 * Signed requests on their way to the path. HTTP reads the signature and holds it under a ticket; the path, which lets
 * in and limits, has it checked. A ticket is 256 random bits that never leave the process.
 */
export class HeldProofs {
  readonly #held = new LRUCache<string, Held>({ max: mostHeld, ttl: holdMs })

  /** The bearer under which the path finds it. */
  hold(proof: SignatureProof): string {
    const ticket = randomBytes(32).toString('base64url')
    this.#held.set(ticket, { proof })
    return ticket
  }

  /** Lets in whom a held signature stands for, which is found out once; leaves all others to `authenticate`. */
  acceptedBy(
    authenticate: Authenticate,
    check: (proof: SignatureProof) => Promise<Principal | null>,
  ): Authenticate {
    return (credentials) => {
      const held = credentials.bearer && this.#held.get(credentials.bearer)
      if (!held) return authenticate(credentials)
      held.principal ??= check(held.proof).then((principal) => principal ?? refuse())
      return held.principal
    }
  }
}

function refuse(): never {
  const says = 'The signature does not hold, or came before: sign each request anew.'
  throw builtIn('UNAUTHENTICATED', { says })
}
