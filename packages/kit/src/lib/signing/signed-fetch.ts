import { createPrivateKey, type KeyObject, randomUUID } from 'node:crypto'

import { createSigner, httpbis } from 'http-message-signatures'

import { contentDigest } from './content-digest.ts'

/** With what requests are signed. */
export type RequestKey =
  | {
      readonly keyId: string
      readonly algorithm: 'hmac-sha256'
      /** Base64, as it was told when the key was issued. */
      readonly secret: string
    }
  | {
      readonly keyId: string
      readonly algorithm: 'ed25519'
      /** PEM, or as Node keeps it. */
      readonly privateKey: string | KeyObject
    }

export interface SigningOptions {
  readonly fetch?: typeof fetch
  readonly now?: () => Date
}

/** How long a request may be on its way. */
const lifeMs = 60_000

const always = ['@method', '@authority', '@path', '@query']
const whereThere = ['content-type', 'content-digest', 'idempotency-key']
const params = ['created', 'expires', 'nonce', 'keyid', 'alg']

/**
 * A `fetch` that signs each request (RFC 9421), its body by Content-Digest (RFC 9530), with a nonce of its own; give it
 * to a client: `createClient(contracts, { url, fetch: signedFetch(key) })`.
 */
export function signedFetch(key: RequestKey, options: SigningOptions = {}): typeof fetch {
  const { now = () => new Date(), fetch: send = fetch } = options
  const signer = createSigner(secretOf(key), key.algorithm, key.keyId)
  return async (input, init) => {
    const request = new Request(input, init)
    const body = Buffer.from(await request.arrayBuffer())
    const headers = Object.fromEntries(request.headers)
    if (body.length > 0) headers['content-digest'] = contentDigest(body)
    const created = now()
    const expires = new Date(created.getTime() + lifeMs)
    const fields = [...always, ...whereThere.filter((name) => name in headers)]
    const paramValues = { created, expires, nonce: randomUUID() }
    const { method, url, signal } = request
    const message = { method, url, headers }
    const signed = await httpbis.signMessage({ key: signer, fields, params, paramValues }, message)
    return send(url, {
      ...{ method, signal, headers: signed.headers as Record<string, string> }, // none was a list
      ...(body.length > 0 ? { body } : {}),
      redirect: 'error', // elsewhere the signature means nothing
    })
  }
}

function secretOf(key: RequestKey): Buffer | KeyObject {
  if (key.algorithm === 'hmac-sha256') return Buffer.from(key.secret, 'base64')
  return typeof key.privateKey === 'string' ? createPrivateKey(key.privateKey) : key.privateKey
}
