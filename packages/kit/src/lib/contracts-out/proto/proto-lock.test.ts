import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import fc from 'fast-check'

import { createNumbering, type ProtoLock, parseProtoLock } from './proto-lock.ts'

const scope = { package: 'shop.orders.v1', name: 'Order' }
const fieldNames = fc.constantFrom('id', 'total', 'lines', 'status', 'why', 'placed_at', 'version')
const declaration = fc.uniqueArray(fieldNames)

describe('the committed numbers', () => {
  it('never change and are never reused, however fields come, go, come back and change their order', () => {
    fc.assert(
      fc.property(fc.array(declaration, { minLength: 1, maxLength: 12 }), (history) => {
        const ever = new Map<string, number>()
        let lock: ProtoLock = {}
        for (const names of history) {
          const numbering = createNumbering(lock)
          const { numbers, reserved } = numbering.number(scope, names)
          assert.deepEqual(Object.keys(numbers).sort(), [...names].sort())
          for (const [name, number] of Object.entries(numbers)) {
            assert.equal(ever.get(name) ?? number, number, `${name} changed its number`)
            ever.set(name, number)
          }
          assert.equal(new Set(ever.values()).size, ever.size, 'two names had one number')
          const there = new Set<string>(names)
          const gone = [...ever].filter(([name]) => !there.has(name))
          assert.deepEqual(reserved, Object.fromEntries(gone))
          lock = parseProtoLock(JSON.stringify(numbering.lock()))
        }
      }),
    )
  })

  it('do not depend on the order of declaration once they are committed', () => {
    fc.assert(
      fc.property(
        declaration.chain((names) =>
          fc.tuple(fc.constant(names), fc.shuffledSubarray(names, { minLength: names.length })),
        ),
        ([names, shuffled]) => {
          const first = createNumbering({})
          const { numbers } = first.number(scope, names)
          const second = createNumbering(first.lock())
          assert.deepEqual(second.number(scope, shuffled).numbers, numbers)
          assert.equal(JSON.stringify(second.lock()), JSON.stringify(first.lock()))
        },
      ),
    )
  })

  it('leave out the range that protocol buffers keep for themselves', () => {
    const numbering = createNumbering({ 'shop.orders.v1': { Order: { last: 18_999 } } })
    assert.deepEqual(numbering.number(scope, ['next']).numbers, { next: 20_000 })
  })

  it('are refused when the file is damaged: two fields with one number, or another form', () => {
    const twice = { p: { M: { a: 1, b: 1 } } }
    assert.throws(() => parseProtoLock(JSON.stringify(twice)), /p\.M\.b has the number 1/)
    assert.throws(() => parseProtoLock('{"p":{"M":{"a":"1"}}}'), /p\.M\.a has the number 1/)
    assert.throws(() => parseProtoLock('{"p":3}'), /not of the form/)
  })
})
