import { createHmac, timingSafeEqual, verify } from 'node:crypto'

import { type Handler, handle } from '@archwright/kit'

import { keySignatures } from './contract.ts'
import { readPublicKey } from './issue-secret.ts'
import type { SharedSecrets } from './shared-secrets.ts'
import { findSigner, type SigningSecret, spendNonce } from './signer-store.ts'
import { principalOf } from './use-key.ts'

/** Longer than any signature is good, with clocks that differ: after that its age refuses it. */
const nonceMs = 600_000

export interface Signed {
  readonly base: Buffer
  readonly signature: Buffer
}

export function handleCheckSignature(shared: SharedSecrets | undefined): Handler {
  return handle(keySignatures, async ({ keyId, nonce, ...given }, { sql, now }) => {
    const signed = {
      base: Buffer.from(given.base, 'base64'),
      signature: Buffer.from(given.signature, 'base64'),
    }
    const signer = await findSigner(sql, keyId, now())
    const holds = signer?.secrets.some((secret) => isSignedBy(secret, signed, shared))
    // Only then, or strangers could use up the nonces of others.
    const until = new Date(now().getTime() + nonceMs)
    if (!signer || !holds || !(await spendNonce(sql, { keyId, nonce, until }, now())))
      return { bearer: null }
    return { bearer: principalOf(signer) }
  })
}

/** The algorithm is that of the key; what the request says of it is not looked at. */
function isSignedBy(
  { id, publicKey, derivedWith }: SigningSecret,
  { base, signature }: Signed,
  shared: SharedSecrets | undefined,
): boolean {
  if (publicKey !== null) return verify(null, base, readPublicKey(publicKey), signature)
  if (derivedWith === null || !shared) return false
  const right = createHmac('sha256', shared.derive(derivedWith, id)).update(base).digest()
  return signature.length === right.length && timingSafeEqual(signature, right)
}
