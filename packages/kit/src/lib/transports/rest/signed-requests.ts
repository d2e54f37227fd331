import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'

import type { FastifyInstance, FastifyRequest } from 'fastify'

import { builtIn, type Failure } from '../../contract/failure.ts'
import type { HeldProofs, SignatureProof } from '../../identity/held-proofs.ts'
import { isDigestOf } from '../../signing/content-digest.ts'
import { type ReadSignature, readSignature } from '../../signing/read-signature.ts'
import { httpProblem } from './problem.ts'

export interface SignatureSettings {
  readonly proofs: Pick<HeldProofs, 'hold'>
  readonly now: () => Date
}

/** A signature is good for this long at most, and clocks may differ by so much. */
const longestLifeSeconds = 300
const toleranceSeconds = 5

/**
 * Lets programs prove who they are by signing each request (RFC 9421), on all that HTTP offers but sockets and protocols of modules. The
 * signature is held for the path, which has it checked; an Authorization header goes first.
 */
export function acceptSignedRequests(server: FastifyInstance, settings: SignatureSettings): void {
  server.addHook('preParsing', async (request, _reply, payload) => {
    const { headers } = request
    if (headers['signature-input'] === undefined || headers.authorization !== undefined)
      return payload
    if (headers.upgrade !== undefined || readsItself(request)) return payload
    const body = await bodyOf(request, payload)
    const proof = await proofOf(request, body, settings.now())
    headers.authorization = `Bearer ${settings.proofs.hold(proof)}`
    return Object.assign(Readable.from([body]), { receivedEncodedLength: body.length })
  })
}

/** What reads its body past Fastify has proofs of its own. */
function readsItself({ routeOptions }: FastifyRequest): boolean {
  return (routeOptions.config as { readsItself?: boolean }).readsItself === true // set for protocols
}

/** The body whole, for its digest is signed. */
async function bodyOf(request: FastifyRequest, payload: NodeJS.ReadableStream): Promise<Buffer> {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers
  if (length === undefined && encoding === undefined) return Buffer.alloc(0)
  const { bodyLimit } = request.routeOptions
  let read = 0
  return buffer(
    payload.on('data', (chunk: Buffer) => {
      read += chunk.length
      if (read > bodyLimit) {
        const tooLarge = httpProblem('FST_ERR_CTP_BODY_TOO_LARGE')
        ;(payload as Readable).destroy(tooLarge) // as Fastify passes it
      }
    }),
  )
}

async function proofOf(request: FastifyRequest, body: Buffer, now: Date): Promise<SignatureProof> {
  const read = await readSignature(messageOf(request)).catch(() => {
    throw refusal('Send one signature that can be read, as RFC 9421 says.')
  })
  const { keyId = '', nonce = '', base, signature } = read
  if (!isTimely(read, now.getTime() / 1_000)) {
    throw refusal(`Sign with created and expires, ${longestLifeSeconds} s apart at most, and now.`)
  }
  if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(keyId) || !/^[!-~]{16,200}$/.test(nonce)) {
    throw refusal('Sign with keyid, the id of your key, and a nonce of 16 characters or more.')
  }
  checkBody(request, body)
  const missing = toCover(request, body).filter((component) => !read.covers(component))
  if (missing.length > 0) throw refusal(`Sign these too: ${missing.join(', ')}.`)
  return { keyId, nonce, base: base.toString('base64'), signature: signature.toString('base64') }
}

/** The request as its sender addressed it. */
function messageOf({ method, protocol, host, raw, headers }: FastifyRequest) {
  const known = Object.entries(headers).filter(([, value]) => value !== undefined)
  return {
    method,
    url: `${protocol}://${host}${raw.url}`,
    headers: Object.fromEntries(known) as Record<string, string | string[]>, // undefined ones are gone
  }
}

function isTimely({ created, expires }: ReadSignature, now: number): boolean {
  return (
    created !== undefined &&
    expires !== undefined &&
    created <= now + toleranceSeconds &&
    expires >= now - toleranceSeconds &&
    expires - created <= longestLifeSeconds
  )
}

function checkBody({ headers }: FastifyRequest, body: Buffer): void {
  const digest = headers['content-digest']
  if (digest === undefined && body.length === 0) return
  if (!isDigestOf(String(digest), body)) {
    throw refusal('Content-Digest is not that of the body (RFC 9530; sha-256 or sha-512).')
  }
}

/** All that decides what is asked for: who changes any of it on the way breaks the signature. */
function toCover({ headers }: FastifyRequest, body: Buffer): string[] {
  const present = ['idempotency-key', 'content-digest'].filter(
    (name) => headers[name] !== undefined,
  )
  const needed = body.length > 0 ? ['content-digest'] : []
  return [...new Set(['@method', '@authority', '@path', '@query', ...needed, ...present])]
}

function refusal(says: string): Failure {
  return builtIn('UNAUTHENTICATED', { says })
}
