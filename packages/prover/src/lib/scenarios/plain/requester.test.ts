import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { OpenApi } from '../../contracts/openapi.ts'
import type { Outcome } from '../../load/call.ts'
import { Requester } from './requester.ts'

describe('the requester', () => {
  it('reads what was added, as the one who added it', () => {
    const requester = openRequester()
    assert.equal(requester.next('rides.getTrip'), undefined)
    const adding = requester.next('rides.createTrip')
    assert.ok(adding)

    const record = requester.settle(adding, answer({ id: 't-1' }))
    const reading = requester.next('rides.getTrip')

    assert.deepEqual(record?.acknowledged, ['t-1'])
    assert.equal(reading?.path, '/v1/trips/t-1')
    assert.equal(reading?.headers.authorization, adding.headers.authorization)
  })

  it('sends the example of the contract, each time with texts of its own and a new key', () => {
    const requester = openRequester()

    const [first, second] = [requester.next('rides.createTrip'), requester.next('rides.createTrip')]

    assert.deepEqual(JSON.parse(first?.body ?? ''), { name: 'probe-1', kind: 'day' })
    assert.deepEqual(JSON.parse(second?.body ?? ''), { name: 'probe-2', kind: 'day' })
    assert.notEqual(first?.headers['idempotency-key'], second?.headers['idempotency-key'])
  })

  it('names what exists where a body refers to it', () => {
    const requester = openRequester()
    const trip = requester.next('rides.createTrip')
    assert.ok(trip)
    requester.settle(trip, answer({ id: 't-1' }))

    const report = requester.next('reports.createReport')

    assert.deepEqual(JSON.parse(report?.body ?? ''), { tripId: 't-1' })
  })

  it('remembers a refusal as the answer told it', () => {
    const requester = openRequester()
    const call = requester.next('rides.createTrip')
    assert.ok(call)

    const record = requester.settle(call, answer({ code: 'TOO_MANY' }, 409))

    assert.deepEqual(record?.refused, ['409 TOO_MANY'])
    assert.deepEqual(record?.acknowledged, [])
  })
})

function openRequester(): Requester {
  const callers = ['ada', 'bob'].map((id, client) => ({ id, role: 'customer', client, token: id }))
  const state = { document, customers: [], rows: {}, callers: { customer: callers } }
  return new Requester(state, 0)
}

function answer(body: object, status = 201): Outcome {
  return { attempts: [], answer: { status, headers: {}, text: JSON.stringify(body) } }
}

const forCustomers = { security: [{ bearer: [] }], 'x-roles': ['customer', 'staff'] }
const text = { type: 'string' }

function body(properties: Record<string, object>) {
  const schema = { type: 'object', required: Object.keys(properties), properties }
  return { content: { 'application/json': { schema } } }
}

const document: OpenApi = {
  paths: {
    '/v1/trips': {
      post: {
        operationId: 'rides.createTrip',
        ...forCustomers,
        parameters: [{ name: 'Idempotency-Key', in: 'header', required: true, schema: text }],
        requestBody: body({ name: text, kind: { type: 'string', enum: ['day', 'night'] } }),
        responses: {},
      },
    },
    '/v1/trips/{tripId}': {
      get: {
        operationId: 'rides.getTrip',
        ...forCustomers,
        parameters: [{ name: 'tripId', in: 'path', required: true, schema: text }],
        responses: {},
      },
    },
    '/v1/reports': {
      post: {
        operationId: 'reports.createReport',
        ...forCustomers,
        requestBody: body({ tripId: text }),
        responses: {},
      },
    },
  },
}
