import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, it } from 'node:test'

import { checkSignature } from '@archwright/kit/webhooks'

import { type SimulatorProcess, startSimulator } from '../testing/simulator-process.ts'
import { chance, mishapOf, noFaults } from './faults.ts'

describe('the simulated provider', () => {
  it('acts once per key, and refuses a key that is used for something else', async () => {
    await using simulator = await startSimulator()

    const first = await post(simulator, 'payments', 'k1', payment)
    const again = await post(simulator, 'payments', 'k1', payment)
    const other = await post(simulator, 'payments', 'k1', { ...payment, amount: 1 })
    const missing = await post(simulator, 'payments', '', payment)

    assert.deepEqual([first.status, again.status], [201, 201])
    assert.deepEqual(again.body, first.body)
    assert.deepEqual([other.status, other.body.error], [422, 'key_reused'])
    assert.equal(missing.status, 400)
    assert.deepEqual(await kinds(simulator), ['hold'])
  })

  it('holds twice for two keys, as a real one would: keys are all that protects', async () => {
    await using simulator = await startSimulator()

    await post(simulator, 'payments', 'k1', payment)
    await post(simulator, 'payments', 'k2', payment)

    assert.deepEqual(await kinds(simulator), ['hold', 'hold'])
  })

  it('moves money only forward', async () => {
    await using simulator = await startSimulator()
    const { body } = await post(simulator, 'payments', 'k1', payment)

    assert.equal((await post(simulator, `payments/${body.id}/refund`, 'k2')).status, 409)
    assert.equal(
      (await post(simulator, `payments/${body.id}/capture`, 'k3')).body.status,
      'captured',
    )
    const late = await post(simulator, `payments/${body.id}/void`, 'k4')
    assert.deepEqual([late.status, late.body.status], [409, 'captured'])
    assert.equal(
      (await post(simulator, `payments/${body.id}/refund`, 'k5')).body.status,
      'refunded',
    )
    assert.equal((await post(simulator, 'payments/pay_99/void', 'k6')).status, 404)

    assert.deepEqual(await kinds(simulator), ['hold', 'charge', 'refund'])
  })

  it('pages its ledger', async () => {
    await using simulator = await startSimulator()
    for (const key of ['a', 'b', 'c']) await post(simulator, 'payments', key, payment)

    const page = await (await fetch(`${simulator.url}/v1/ledger?after=1&limit=1`)).json()

    assert.deepEqual([Object(page).entries[0].seq, Object(page).next], [2, 2])
  })

  it('acts and does not answer when told to, so that only its key finds the outcome', async () => {
    await using simulator = await startSimulator()
    await simulator.set('faults', { timeoutButSucceedRate: 1 })
    await assert.rejects(post(simulator, 'payments', 'k1', payment), { name: 'TimeoutError' })
    await simulator.set('faults', { timeoutButSucceedRate: 0 })

    assert.equal((await post(simulator, 'payments', 'k1', payment)).status, 201)

    assert.deepEqual(await kinds(simulator), ['hold'])
  })

  it('fails without acting when told to', async () => {
    await using simulator = await startSimulator()
    await simulator.set('faults', { errorRate: 1 })

    assert.equal((await post(simulator, 'payments', 'k1', payment)).status, 503)

    assert.deepEqual(await kinds(simulator), [])
  })

  it('says that a key is in use while its first call is under way', async () => {
    await using simulator = await startSimulator()
    await simulator.set('faults', { latencyMs: 400 })

    const [first, second] = await Promise.all([
      post(simulator, 'payments', 'k1', payment),
      post(simulator, 'payments', 'k1', payment),
    ])

    assert.deepEqual([first.status, second.status].sort(), [201, 409])
    assert.deepEqual(await kinds(simulator), ['hold'])
  })

  it('refuses faults that make no sense, and changes nothing', async () => {
    await using simulator = await startSimulator()

    for (const wrong of [{ errorRate: 2 }, { latencyMs: -1 }, { errors: 1 }]) {
      assert.equal(await simulator.set('faults', wrong as object), 400)
    }

    assert.equal((await post(simulator, 'payments', 'k1', payment)).status, 201)
  })

  it('keeps its books over a kill', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'simulator-'))
    const variables = { LEDGER_FILE: path.join(folder, 'ledger.jsonl') }
    const before = await startSimulator(variables)
    const { body } = await post(before, 'payments', 'k1', payment)
    await before.kill()

    await using after = await startSimulator(variables)
    assert.deepEqual((await post(after, 'payments', 'k1', payment)).body, body)
    await post(after, `payments/${body.id}/capture`, 'k2')

    assert.deepEqual(await kinds(after), ['hold', 'charge'])
    await rm(folder, { recursive: true })
  })

  it('tells what happened by signed webhooks, twice and late when told to, until they are taken', async () => {
    const received: { id: string; status: string }[] = []
    let refusals = 1
    const ear = createServer((incoming, outgoing) => {
      let payload = ''
      incoming.on('data', (part) => {
        payload += part
      })
      incoming.on('end', () => {
        const {
          'webhook-id': id,
          'webhook-timestamp': at,
          'webhook-signature': by,
        } = incoming.headers
        const signed = { messageId: `${id}`, timestamp: `${at}`, signature: `${by}`, payload }
        checkSignature(signed, 'a secret', new Date())
        outgoing.statusCode = refusals-- > 0 ? 500 : 202
        if (outgoing.statusCode === 202)
          received.push({ id: `${id}`, status: JSON.parse(payload).data.status })
        outgoing.end()
      })
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => ear.once('listening', resolve))
    const { port } = Object(ear.address())
    await using simulator = await startSimulator({ WEBHOOK_SECRET: 'a secret' })
    await simulator.set('webhook', { url: `http://127.0.0.1:${port}/` })
    await simulator.set('faults', { duplicateWebhookRate: 1 })

    const { body } = await post(simulator, 'payments', 'k1', payment)
    await post(simulator, `payments/${body.id}/capture`, 'k2')
    const endAt = Date.now() + 5_000
    while (received.length < 4 && Date.now() < endAt)
      await new Promise((resolve) => setTimeout(resolve, 10))
    ear.close()
    ear.closeAllConnections()

    assert.deepEqual(received.map(({ status }) => status).sort(), [
      'authorized',
      'authorized',
      'captured',
      'captured',
    ])
    assert.equal(new Set(received.map(({ id }) => id)).size, 2)
  })
})

describe('its faults', () => {
  it('come from the seed and the key alone, and give a retry another fate', () => {
    const faults = { ...noFaults, errorRate: 0.3, timeoutRate: 0.3 }
    const fates = (seed: number) =>
      Array.from({ length: 200 }, (_, n) => mishapOf({ ...faults, seed }, `key ${n >> 1}`, n & 1))

    assert.deepEqual(fates(7), fates(7))
    assert.notDeepEqual(fates(7), fates(8))
    const retried = fates(7).filter((fate, n) => n & 1 && fate !== fates(7)[n - 1])
    assert.ok(retried.length > 20)
  })

  it('hit about as many as their rate says', () => {
    const hit = Array.from({ length: 10_000 }, (_, n) => chance(3, `key ${n}`)).filter(
      (number) => number < 0.1,
    )

    assert.ok(hit.length > 850 && hit.length < 1_150, `${hit.length} of 10,000`)
  })
})

const payment = {
  reference: '0192f0c1-2345-7abc-8def-0123456789ab',
  amount: 1_250,
  currency: 'EUR',
  paymentMethod: 'tok_ok',
}

async function post({ url }: SimulatorProcess, resource: string, key: string, body: object = {}) {
  const headers = { 'idempotency-key': key }
  const signal = AbortSignal.timeout(2_000)
  const init = { method: 'POST', headers, body: JSON.stringify(body), signal }
  const answer = await fetch(`${url}/v1/${resource}`, init)
  return { status: answer.status, body: Object(await answer.json()) }
}

async function kinds(simulator: SimulatorProcess): Promise<string[]> {
  return (await simulator.ledger()).map(({ kind }) => kind)
}
