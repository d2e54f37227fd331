import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Interface } from '@archwright/model'

import { interfaceLines } from './interface-lines.ts'

const offered = (name: string, style: string, decision: string): Interface => ({
  name,
  style,
  decision,
  audience: 'clients',
  operations: [],
  versioning: 'in the path',
  pagination: 'cursors',
})
const people = offered('public', 'REST', 'D-10')

describe('the interfaces of a wiring', () => {
  it('are none beside REST where nothing else was decided', () => {
    assert.equal(interfaceLines({ interfaces: [people] }), '  interfaces: {},')
  })

  it('are those that the design decided, each once, with its decision', () => {
    const lines = interfaceLines({
      interfaces: [
        offered('public', 'GraphQL', 'D-10'),
        offered('staff', 'GraphQL', 'D-11'),
        offered('realtime', 'WebSocket', 'D-12'),
      ],
    })
    assert.match(lines, /\/\/ D-10\n {4}graphql: \{ documents: 'any'/)
    assert.match(lines, /\/\/ D-12\n {4}websocket: \{ maxSockets/)
    assert.equal(lines.match(/graphql:/g)?.length, 1)
  })

  it('leave out what only modules speak among themselves', () => {
    const interfaces = [people, offered('internal', 'gRPC', 'D-13')]
    assert.equal(interfaceLines({ interfaces }), '  interfaces: {},')
  })
})
