import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { formatTraceparent, parseTraceparent } from './traceparent.ts'

const trace = '0af7651916cd43dd8448eb211c80319c'
const span = 'b7ad6b7169203331'

describe('a traceparent', () => {
  it('is read and written back', () => {
    for (const flags of ['00', '01']) {
      const text = `00-${trace}-${span}-${flags}`
      const context = parseTraceparent(text)
      assert.equal(context && formatTraceparent(context), text)
    }
  })

  it('of a later version is read as far as it is known', () => {
    const context = parseTraceparent(`cc-${trace}-${span}-03-what-the-future-adds`)
    assert.deepEqual(context, { traceId: trace, spanId: span, traceFlags: 1, isRemote: true })
  })

  const broken: Record<string, string> = {
    'is empty': '',
    'has a forbidden version': `ff-${trace}-${span}-01`,
    'goes on in version 00': `00-${trace}-${span}-01-more`,
    'has upper case': `00-${trace.toUpperCase()}-${span}-01`,
    'has a trace id of zeros': `00-${'0'.repeat(32)}-${span}-01`,
    'has a span id of zeros': `00-${trace}-${'0'.repeat(16)}-01`,
    'is too short': `00-${trace.slice(1)}-${span}-01`,
  }
  for (const [reason, text] of Object.entries(broken)) {
    it(`is ignored when it ${reason}`, () => {
      assert.equal(parseTraceparent(text), undefined)
    })
  }
})
