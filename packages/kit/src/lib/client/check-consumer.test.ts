import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { Type } from 'typebox'

import { command } from '../contract/operation.ts'
import { defineModule } from '../module/define-module.ts'
import { handle } from '../module/handle.ts'
import { checkConsumer } from './check-consumer.ts'
import { createClient } from './create-client.ts'
import { createUseRecorder } from './use-recorder.ts'

const order = command({
  name: 'shop.order',
  summary: 'Orders.',
  input: Type.Object({ sku: Type.String(), gift: Type.Optional(Type.Boolean()) }),
  output: Type.Object({
    id: Type.String(),
    note: Type.Union([Type.String(), Type.Null()]),
    lines: Type.Array(Type.Object({ sku: Type.String(), cents: Type.Integer() })),
    labels: Type.Record(Type.String(), Type.String()),
  }),
  errors: { SOLD_OUT: { kind: 'conflict' } },
  access: 'public',
  idempotency: 'key',
  rest: 'POST /orders',
})

describe('what a consumer was recorded to use', () => {
  it('is what it sent, read and met, and nothing more', async () => {
    assert.deepEqual(await recorded(), {
      consumer: 'page',
      uses: {
        'shop.order': {
          sends: ['sku'],
          reads: ['id', 'labels', 'labels/size', 'lines', 'lines/[]/cents'],
          failures: ['SOLD_OUT'],
        },
      },
    })
  })

  it('is served by the contract it was recorded with', async () => {
    assert.deepEqual(checkConsumer(await recorded(), [shopOf(order)]), [])
  })

  const { output, input } = order
  const changes: Readonly<Record<string, readonly [changed: object, lacks: string[]]>> = {
    'a field that nobody read is gone': [{ output: Type.Omit(output, ['note']) }, []],
    'a field that is read is gone': [
      { output: Type.Omit(output, ['lines']) },
      ['lines', 'lines/[]/cents'].map((field) => `shop.order does not answer ${field} any more`),
    ],
    'a field that is sent is gone': [
      { input: Type.Omit(input, ['sku']) },
      ['shop.order does not take sku any more'],
    ],
    'a field is needed that is not sent': [
      { input: Type.Required(input) },
      ['shop.order needs gift, which is not sent'],
    ],
    'a failure is gone': [{ errors: {} }, ['shop.order does not fail with SOLD_OUT any more']],
    'the operation has another name': [{ name: 'shop.buy' }, ['shop.order is gone']],
  }
  for (const [change, [changed, lacks]] of Object.entries(changes)) {
    it(`tells when ${change}`, async () => {
      const shop = shopOf(command({ ...order, ...changed }))
      assert.deepEqual(
        checkConsumer(await recorded(), [shop]),
        lacks.map((lack) => `page: ${lack}`),
      )
    })
  }
})

/** A consumer's test: it orders, shows some of it, and meets one failure. */
async function recorded() {
  const recorder = createUseRecorder('page')
  const lines = [{ sku: 'a', cents: 5 }]
  const answers = [
    Response.json({ id: '1', note: null, lines, labels: { size: 'L' } }),
    Response.json({ code: 'SOLD_OUT', status: 409 }, { status: 409 }),
  ]
  const fetch = async () => answers.shift() ?? Response.error()
  const client = createClient({ shop: { order } }, { url: 'http://shop', fetch, recorder })
  const ordered = await client.shop.order({ sku: 'a' })
  assert.equal(`${ordered.id} ${ordered.lines[0]?.cents} ${ordered.labels.size}`, '1 5 L')
  await client.shop.order.result({ sku: 'b' })
  return recorder.record()
}

function shopOf(operation: typeof order) {
  return defineModule({
    name: 'shop',
    summary: 'A shop.',
    handlers: [handle(operation, async () => assert.fail('nothing runs'))],
  })
}
