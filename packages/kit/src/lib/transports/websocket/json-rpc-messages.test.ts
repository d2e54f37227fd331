import assert from 'node:assert/strict'
import { it } from 'node:test'

import fc from 'fast-check'

import { faultAnswer, readMessage } from './json-rpc.ts'

it('reads whatever text as requests or as faults that can be answered', () => {
  const almost = fc.record(
    {
      jsonrpc: fc.oneof(fc.constant('2.0'), fc.json()),
      id: fc.oneof(fc.integer(), fc.string(), fc.constant(null), fc.object()),
      method: fc.oneof(fc.string(), fc.integer()),
      params: fc.oneof(fc.object(), fc.array(fc.integer()), fc.constant(null), fc.string()),
    },
    { requiredKeys: [] },
  )
  const texts = fc.oneof(
    fc.string(),
    fc.json(),
    almost.map((one) => JSON.stringify(one)),
    fc.array(almost).map((many) => JSON.stringify(many)),
  )
  fc.assert(
    fc.property(texts, (text) => {
      const { batch, requests } = readMessage(text)
      assert.ok(requests.length > 0)
      assert.ok(batch || requests.length === 1)
      for (const request of requests) {
        if ('code' in request) assert.doesNotThrow(() => JSON.stringify(faultAnswer(request)))
        else assert.ok(typeof request.method === 'string' && !Array.isArray(request.params))
      }
    }),
    { numRuns: 1_000 },
  )
})
