import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Answer } from '../load/call.ts'
import { createConformance } from './conformance.ts'
import { exampleOf } from './example.ts'
import { endpointsOf, type OpenApi } from './openapi.ts'

describe('createConformance', () => {
  it('accepts answers that keep the contract', () => {
    const { checked, wrong } = checkAll([
      answer(200, '{"id":"01890a5d-ac96-774b-bcce-b302099a8057","total":5}'),
      answer(404, '{"code":"NOT_FOUND"}', 'application/problem+json; charset=utf-8'),
      answer(204, ''),
    ])

    assert.deepEqual({ checked, wrong }, { checked: 3, wrong: [] })
  })

  const broken: Record<string, [Answer, RegExp]> = {
    'a missing field': [answer(200, '{"total":5}'), /body must have required property 'id'/],
    'a wrong type': [
      answer(200, '{"id":"01890a5d-ac96-774b-bcce-b302099a8057","total":"5"}'),
      /body\/total must be integer/,
    ],
    'a format that does not hold': [
      answer(200, '{"id":"7","total":5}'),
      /body\/id must match format "uuid"/,
    ],
    'a status that is not documented': [answer(500, '{}'), /500: status not documented/],
    'another content type': [
      answer(200, '{}', 'text/html'),
      /content type text\/html, documented application\/json/,
    ],
    'a body that is not JSON': [answer(200, '<html>'), /body is not JSON/],
    'a body where none is documented': [answer(204, '{}'), /a body where none is documented/],
    'a problem without its code': [
      answer(404, '{}', 'application/problem+json'),
      /required property 'code'/,
    ],
  }
  for (const [what, [given, complaint]] of Object.entries(broken)) {
    it(`reports ${what}`, () => {
      const { wrong } = checkAll([given])

      assert.equal(wrong.length, 1)
      assert.match(String(wrong[0]), complaint)
    })
  }

  it('reports an operation that the contract does not know', () => {
    const conformance = createConformance(document)

    conformance.check('orders.forgotten', answer(200, '{}'))

    assert.deepEqual(conformance.result().wrong, ['orders.forgotten: not in openapi.json'])
  })

  it('asks a stream of events for its head only, which has no body to judge', () => {
    const stream = { '200': { content: { 'text/event-stream': {} } } }
    const problem = { '404': { $ref: '#/components/responses/Problem' } }
    const get = { operationId: 'orders.orderChanges', responses: { ...stream, ...problem } }
    const followed = { ...document, paths: { '/v1/orders/changes': { get } } }
    const conformance = createConformance(followed)

    conformance.check('orders.orderChanges', answer(200, '', 'text/event-stream; charset=utf-8'))
    conformance.check('orders.orderChanges', answer(404, '', 'application/problem+json'))
    conformance.check('orders.orderChanges', answer(200, ''))

    assert.deepEqual(
      endpointsOf(followed).map(({ method }) => method),
      ['HEAD'],
    )
    assert.deepEqual(conformance.result().wrong, [
      'orders.orderChanges 200: content type application/json, documented text/event-stream',
    ])
  })

  it('names the same fault once, with how often it was seen', () => {
    assert.deepEqual(checkAll([answer(500, '{}'), answer(500, '{}')]).wrong, [
      'orders.getOrder 500: status not documented, body "{}" (2×)',
    ])
  })
})

describe('exampleOf', () => {
  it('makes a value of every required part', () => {
    const schema = {
      type: 'object',
      required: ['id', 'sku', 'lines', 'kind'],
      properties: {
        id: { type: 'string', format: 'uuid' },
        sku: { type: 'string', pattern: '^[A-Z]{3}$' },
        lines: { type: 'array', minItems: 1, items: { $ref: '#/components/schemas/Line' } },
        kind: { enum: ['a', 'b'] },
        note: { type: 'string' },
      },
    }

    assert.deepEqual(exampleOf(document, schema), {
      id: '01890a5d-ac96-774b-bcce-b302099a8057',
      sku: 'PRB',
      lines: [{ quantity: 3 }],
      kind: 'a',
    })
  })
})

const document: OpenApi = {
  paths: {
    '/v1/orders/{orderId}': {
      get: {
        operationId: 'orders.getOrder',
        responses: {
          '200': {
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } },
          },
          '204': {},
          '404': { $ref: '#/components/responses/Problem' },
        },
      },
    },
  },
  components: {
    schemas: {
      Order: {
        type: 'object',
        required: ['id', 'total'],
        properties: { id: { type: 'string', format: 'uuid' }, total: { type: 'integer' } },
      },
      Line: {
        type: 'object',
        required: ['quantity'],
        properties: { quantity: { type: 'integer', minimum: 3 } },
      },
    },
    responses: {
      Problem: {
        content: { 'application/problem+json': { schema: { type: 'object', required: ['code'] } } },
      },
    },
  },
}

function checkAll(answers: Answer[]) {
  const conformance = createConformance(document)
  for (const given of answers) conformance.check('orders.getOrder', given)
  return conformance.result()
}

function answer(status: number, text: string, type = 'application/json'): Answer {
  return { status, text, headers: { 'content-type': type } }
}
