import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Signal } from '@archwright/model/light'

import { design } from '../../design.ts'
import { briefSaying, type Saying } from '../../testing/brief-saying.ts'
import { shopBrief } from '../../testing/shop-brief.ts'

interface Row {
  says: readonly Signal[]
  with?: Saying
  key: string
  /** Undefined: the question does not arise. */
  chooses: string | undefined
}

const booking: Saying = {
  entities: ['bookings booking', 'rooms room', 'guests guest'],
  calls: ['card-provider'],
  alsoWrites: ['room'],
}
const oneCall: Saying = { entities: ['parcels parcel'], calls: ['carrier'] }
const saga = 'orchestrated saga with a pivot'
const intent = 'the intent stored, the call made after commit, its answer stored'
const home = 'each record has a home region that writes it (PC/EL)'

const rows: readonly Row[] = [
  { says: [], key: 'consistency.placing', chooses: 'one ACID transaction' },
  { says: [], with: oneCall, key: 'consistency.placing', chooses: intent },
  { says: [], with: booking, key: 'consistency.placing', chooses: saga },
  { says: ['all-or-nothing'], with: oneCall, key: 'consistency.placing', chooses: saga },
  { says: ['asks saga'], key: 'consistency.placing', chooses: saga },
  {
    says: [],
    with: { entities: ['a one', 'b two', 'c three'], alsoWrites: ['two', 'three'] },
    key: 'consistency.placing',
    chooses: saga,
  },
  { says: [], key: 'consistency.events', chooses: undefined },
  { says: ['tasks'], key: 'consistency.events', chooses: 'outbox in the same transaction' },
  { says: [], key: 'consistency.money', chooses: undefined },
  {
    says: ['ledger'],
    key: 'consistency.money',
    chooses: 'double entries that are only added, balances derived from them',
  },
  { says: [], key: 'consistency.edits', chooses: undefined },
  {
    says: ['collaboration'],
    key: 'consistency.edits',
    chooses: 'a version that must still be the one read (optimistic locking)',
  },
  { says: ['co-editing', 'collaboration'], key: 'consistency.edits', chooses: undefined },
  {
    says: ['co-editing', 'content'],
    key: 'consistency.merge',
    chooses: 'operations transformed by the server (OT)',
  },
  {
    says: ['co-editing', 'offline'],
    key: 'consistency.merge',
    chooses: 'data types that merge by themselves (CRDT)',
  },
  { says: ['co-editing'], key: 'consistency.merge', chooses: 'the last change of each field wins' },
  { says: ['offline'], key: 'consistency.merge', chooses: 'the last change of each field wins' },
  {
    says: ['always-writable'],
    key: 'consistency.merge',
    chooses: 'the last change of each field wins',
  },
  {
    says: ['audit'],
    key: 'consistency.history',
    chooses: 'the present state, with an entry for each change beside it',
  },
  { says: ['history'], key: 'consistency.history', chooses: 'the changes (event sourcing)' },
  {
    says: ['history', 'proof-of-concept'],
    key: 'consistency.history',
    chooses: 'the present state, with an entry for each change beside it',
  },
  {
    says: ['replay', 'orders'],
    key: 'consistency.history',
    chooses: 'the changes (event sourcing)',
  },
  {
    says: ['replay', 'telemetry'],
    key: 'consistency.history',
    chooses: 'the present state, with an entry for each change beside it',
  },
  { says: [], key: 'consistency.read-models', chooses: undefined },
  {
    says: ['history'],
    key: 'consistency.read-models',
    chooses: 'read models fed by events (CQRS)',
  },
  {
    says: ['asks cqrs'],
    key: 'consistency.read-models',
    chooses: 'read models fed by events (CQRS)',
  },
  {
    says: ['workflow'],
    key: 'consistency.workflow',
    chooses: 'a state on the record, moved on by commands',
  },
  {
    says: ['workflow', 'long-running'],
    with: booking,
    key: 'consistency.workflow',
    chooses: 'an orchestrating process in the application, its steps stored',
  },
  { says: [], key: 'consistency.regions', chooses: undefined },
  {
    says: ['multi-region'],
    key: 'consistency.regions',
    chooses: 'one region writes, the others read copies (PC/EL)',
  },
  {
    says: ['multi-region'],
    with: { change: { objectives: { residency: ['EU', 'US'] } } },
    key: 'consistency.regions',
    chooses: home,
  },

  {
    says: ['always-writable'],
    key: 'consistency.regions',
    chooses: 'every region writes everything, conflicts are merged (PA/EL)',
  },
]

describe('consistency', () => {
  for (const { says, with: saying, key, chooses } of rows) {
    const calls = saying?.calls === undefined ? '' : ` calling ${saying.calls.join()}`
    it(`${key} of ${says.join(', ') || 'nothing special'}${calls}: ${chooses ?? 'not asked'}`, () => {
      const { decisions } = design(briefSaying(says, saying), { sensitivity: false })
      assert.equal(decisions.find((each) => each.key === key)?.chosen, chooses)
    })
  }
})

describe('the consistency of operations', () => {
  const kinds = (entities: string[], says: readonly Signal[] = []) =>
    Object.values(design(briefSaying(says, { entities })).choices.consistency.ops)

  it('is strong where money, places and rights are given, whatever is said of the rest', () => {
    assert.deepEqual(kinds(['payments payment']), ['strong', 'strong'])
    assert.deepEqual(kinds(['bookings seat'], ['eventual-is-fine']), ['strong', 'strong'])
  })

  it('may lag where feeds, figures and indexes are read', () => {
    assert.deepEqual(kinds(['feed post']), ['strong', 'eventual'])
    assert.deepEqual(kinds(['analytics visit']), ['strong', 'eventual'])
    assert.deepEqual(kinds(['books book'], ['eventual-is-fine']), ['strong', 'eventual'])
  })

  it('is strong by default, since one row in one place costs nothing more', () => {
    assert.deepEqual(kinds(['books book']), ['strong', 'strong'])
  })

  it('lags between modules that tell one another by events', () => {
    const { ops } = design(briefSaying(['no-loss'], { entities: ['groups group', 'books book'] }))
      .choices.consistency
    assert.equal(ops['between modules'], 'eventual')
  })
})

describe('a saga', () => {
  it('holds what belongs to others, records, asks outside as its pivot, then confirms', () => {
    const [found] = design(briefSaying([], booking)).sagas
    assert.deepEqual(
      found?.steps.map(({ operation, undo, pivot }) => [operation, undo, pivot]),
      [
        ['rooms.holdRoom', 'rooms.releaseRoom', false],
        ['bookings.recordBooking', 'bookings.cancelBooking', false],
        ['bookings.askCardProvider', undefined, true],
        ['rooms.confirmRoom', undefined, false],
        ['bookings.completeBooking', undefined, false],
      ],
    )
    assert.equal(found?.steps[2]?.dependency, 'card-provider')
  })

  it('undoes every step before its pivot and none after it, and has one pivot at most', () => {
    for (const brief of [
      shopBrief(),
      briefSaying([], booking),
      briefSaying(['all-or-nothing'], oneCall),
    ]) {
      for (const { steps, name } of design(brief).sagas) {
        const pivot = steps.findIndex((step) => step.pivot)
        assert.ok(steps.filter((step) => step.pivot).length <= 1, name)
        assert.ok(
          steps.slice(pivot).every(({ undo }) => undo === undefined),
          name,
        )
      }
    }
  })

  it('is not part of a brief whose work stays in one module', () => {
    assert.deepEqual(design(briefSaying([], oneCall)).sagas, [])
  })
})
