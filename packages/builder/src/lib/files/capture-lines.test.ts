import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Design } from '@archwright/model'

import { captureLines } from './capture-lines.ts'

const chosen = (name: string) => {
  const decision = { id: 'D-07', key: 'consistency.events', chosen: name }
  return captureLines({ decisions: [decision] as unknown as Design['decisions'] }) // what the lines read
}

describe('the wiring of capture', () => {
  it('is there where the design captures changes, with its decision', () => {
    assert.match(
      chosen('change data capture'),
      /D-07: .*\n {2}capture: \{ maxLagBytes: [\d_]+ \},\n$/,
    )
  })

  it('is empty where events leave from the outbox alone', () => {
    assert.equal(chosen('outbox in the same transaction'), '')
  })
})
