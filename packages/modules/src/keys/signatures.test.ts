import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'

import { createClient } from '@archwright/kit/client'
import { contentDigest, type RequestKey, signedFetch } from '@archwright/kit/signing'

import * as contract from './testing/doors.ts'
import { rawSend } from './testing/raw-send.ts'
import { ask, type KeysProcesses, promisedMs, startKeys } from './testing/start-keys.ts'

const slackMs = 20_000

let running: KeysProcesses
before(async () => {
  running = await startKeys({
    interfaces: {
      graphql: { documents: 'any', maxDepth: 8, maxCost: 500, maxCalls: 9, maxSubscriptions: 9 },
    },
  })
})
after(() => running[Symbol.asyncDispose]())

/** A key that signs, and its id as its partner. */
async function issue(proof: RequestKey['algorithm'] = 'hmac-sha256') {
  const pair = generateKeyPairSync('ed25519')
  const publicKey = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')
  const body = proof === 'ed25519' ? { proof, publicKey } : { proof }
  const { key, keySecret } = await running.issue(body)
  const { keyId, partnerId } = key
  const signer: RequestKey =
    proof === 'ed25519'
      ? { keyId, algorithm: proof, privateKey: pair.privateKey }
      : { keyId, algorithm: proof, secret: keySecret }
  return { signer, partnerId, keySecret }
}

/** A request as it would go out, to be tampered with. */
async function caught(signer: RequestKey, input: string, init: RequestInit = {}): Promise<Request> {
  let seen: Request | undefined
  const fetch: typeof globalThis.fetch = async (url, sent) => {
    seen = new Request(url, sent)
    return new Response()
  }
  await signedFetch(signer, { fetch })(input, init)
  assert.ok(seen)
  return seen
}

const urlOf = (path: string) => `${running.here.app.url}/v1${path}`
const knocks = (times: number): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ times }),
})

describe('a signed request', () => {
  for (const algorithm of ['hmac-sha256', 'ed25519'] as const) {
    it(`by ${algorithm} is its partner’s, from a typed client, with its body`, async () => {
      const { signer, partnerId } = await issue(algorithm)
      const fetch = signedFetch(signer)
      const client = createClient({ doors: contract }, { url: running.there.app.url, fetch })
      assert.equal((await client.doors.whoAmI({})).id, partnerId)
      assert.deepEqual(await client.doors.knock({ times: 3 }), { heard: 3 })
    })
  }

  it('is taken by whatever speaks HTTP', async () => {
    const { signer, partnerId } = await issue()
    const body = JSON.stringify({ query: '{ doorsWhoAmI { id } }' })
    const answer = await signedFetch(signer)(running.here.app.urls.graphql ?? '', {
      ...knocks(1),
      body,
    })
    const said = await answer.json()
    assert.equal(Object(said).data?.doorsWhoAmI.id, partnerId, JSON.stringify(said))
  })

  it('sends no secret, and its key is no bearer', async () => {
    const { signer, keySecret } = await issue()
    const sent = await caught(signer, urlOf('/knocks'), knocks(1))
    assert.ok(!JSON.stringify([...sent.headers]).includes(keySecret))
    assert.equal((await ask(running.here, 'GET /who', { token: keySecret })).status, 401)
    assert.equal((await ask(running.here, 'GET /who', { token: signer.keyId })).status, 401)
  })

  it('by a key that was revoked is refused at once, and by a renewed one goes on', async () => {
    const { signer } = await issue()
    const staff = { token: await running.staff() }
    const send = async () => (await signedFetch(signer)(urlOf('/who'))).status
    const rotate = `POST /api-keys/${signer.keyId}/rotate`
    const renewed = await ask(running.there, rotate, { ...staff, body: {} })
    const secret = Object(await renewed.json()).keySecret
    const next = { keyId: signer.keyId, algorithm: 'hmac-sha256', secret } as const
    assert.equal((await signedFetch(next)(urlOf('/who'))).status, 200)
    assert.equal(await send(), 200)
    await ask(running.there, `DELETE /api-keys/${signer.keyId}`, staff)
    const deadlineMs = performance.now() + promisedMs + slackMs
    while ((await send()) !== 401) assert.ok(performance.now() < deadlineMs, 'it is still taken')
  })
})

describe('of signed requests, nobody gets in with', () => {
  it('one that was taken before, in this process or another, at once or later', async () => {
    const { signer } = await issue()
    const sent = await caught(signer, urlOf('/knocks'), knocks(1))
    const host = new URL(running.here.app.url).host
    const again = (url: string) =>
      send(url, sent, { host, body: JSON.stringify({ times: 1 }) }).then(({ status }) => status)
    const { url } = running.there.app
    const both = Array.from({ length: 8 }, (_, one) =>
      again(one % 2 ? `${url}/v1/knocks` : sent.url),
    )
    const statuses = await Promise.all(both)
    assert.deepEqual(statuses.toSorted(), [200, ...Array<number>(7).fill(401)])
    assert.equal(await again(sent.url), 401)
  })

  it('another body, path, query, method, host or key than what was signed', async () => {
    const { signer } = await issue()
    const other = await issue()
    const altered: ((sent: Request) => Promise<Response>)[] = [
      (sent) => send(sent.url, sent, { body: '{"times":9}' }),
      (sent) => {
        sent.headers.set('content-digest', contentDigest(Buffer.from('{"times":9}')))
        return send(sent.url, sent, { body: '{"times":9}' })
      },
      (sent) => {
        sent.headers.delete('content-digest')
        return send(sent.url, sent, { body: '{"times":1}' })
      },
      (sent) => send(`${sent.url}?times=9`, sent, { body: '{"times":1}' }),
      (sent) => send(sent.url, sent, { body: '{"times":1}', host: 'elsewhere.example' }),
      (sent) => send(urlOf('/who'), sent, { method: 'GET' }),
      (sent) => {
        replaceIn(sent, signer.keyId, other.signer.keyId)
        return send(sent.url, sent, { body: '{"times":1}' })
      },
      (sent) => {
        replaceIn(sent, /expires=\d+/, `expires=${Math.floor(Date.now() / 1_000) + 299}`)
        return send(sent.url, sent, { body: '{"times":1}' })
      },
      (sent) => {
        sent.headers.set('idempotency-key', randomUUID())
        return send(sent.url, sent, { body: '{"times":1}' })
      },
    ]
    for (const [index, alter] of altered.entries()) {
      const answer = await alter(await caught(signer, urlOf('/knocks'), knocks(1)))
      assert.equal(answer.status, 401, `alteration ${index}`)
    }
    const untouched = await caught(signer, urlOf('/knocks'), knocks(1))
    assert.equal((await send(untouched.url, untouched, { body: '{"times":1}' })).status, 200)
  })

  it('one that is too old, from the future, or good for too long', async () => {
    const { signer } = await issue()
    for (const minutes of [-10, -2, 2, 60]) {
      const now = () => new Date(Date.now() + minutes * 60_000)
      assert.equal(
        (await signedFetch(signer, { now })(urlOf('/who'))).status,
        401,
        `${minutes} min`,
      )
    }
    const created = Math.floor(Date.now() / 1_000)
    const good = { created, expires: created + 60, nonce: randomUUID() }
    assert.equal((await byHand(signer, all, good)).status, 200)
    const refused: object[] = [
      { ...good, expires: created + 3_600, nonce: randomUUID() },
      { created, nonce: randomUUID() },
      { expires: created + 60, nonce: randomUUID() },
      { created, expires: created + 60 },
      { ...good, nonce: 'short' },
    ]
    for (const said of refused)
      assert.equal((await byHand(signer, all, said)).status, 401, JSON.stringify(said))
  })

  it('one that leaves out what decides what is asked for', async () => {
    const { signer } = await issue()
    for (const left of all) {
      const created = Math.floor(Date.now() / 1_000)
      const said = { created, expires: created + 60, nonce: randomUUID() }
      const answer = await byHand(
        signer,
        all.filter((name) => name !== left),
        said,
      )
      assert.equal(answer.status, 401, left)
      assert.match(Object(await answer.json()).detail, new RegExp(`Sign these too: ${left}`))
    }
  })

  it('an HMAC made with what can be known of an ed25519 key', async () => {
    const pair = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' })
    const { key } = await running.issue({ proof: 'ed25519', publicKey: pair.toString('base64') })
    for (const secret of [pair.toString('base64'), pair.subarray(-32).toString('base64'), '']) {
      const forged: RequestKey = { keyId: key.keyId, algorithm: 'hmac-sha256', secret }
      assert.equal((await signedFetch(forged)(urlOf('/who'))).status, 401)
    }
  })
})

const all = ['@method', '@authority', '@path', '@query']

/** Sends what was signed, or something else under its signature. */
function send(
  url: string,
  { method, headers }: Request,
  change: { body?: string; method?: string; host?: string } = {},
): Promise<Response> {
  const { host, ...rest } = change
  return rawSend(url, {
    method,
    headers: { ...Object.fromEntries(headers), ...(host === undefined ? {} : { host }) },
    ...rest,
  })
}

function replaceIn(sent: Request, what: string | RegExp, by: string): void {
  const said = sent.headers.get('signature-input') ?? ''
  assert.notEqual(said.replace(what, by), said)
  sent.headers.set('signature-input', said.replace(what, by))
}

/** Signs `GET /v1/who` without the library: only what it is told to cover and to say. */
function byHand(
  key: RequestKey,
  covered: readonly string[],
  parameters: object,
): Promise<Response> {
  assert.ok(key.algorithm === 'hmac-sha256')
  const url = new URL(urlOf('/who'))
  const values: Record<string, string> = {
    '@method': 'GET',
    '@authority': url.host,
    '@path': url.pathname,
    '@query': '?',
  }
  const said = Object.entries({ ...parameters, keyid: key.keyId })
    .map(([name, value]) => `;${name}=${JSON.stringify(value)}`)
    .join('')
  const input = `(${covered.map((name) => `"${name}"`).join(' ')})${said}`
  const lines = covered.map((name) => `"${name}": ${values[name]}`)
  const base = [...lines, `"@signature-params": ${input}`].join('\n')
  const secret = Buffer.from(key.secret, 'base64')
  const signature = createHmac('sha256', secret).update(base).digest('base64')
  const headers = { 'signature-input': `s=${input}`, signature: `s=:${signature}:` }
  return fetch(url, { headers })
}
