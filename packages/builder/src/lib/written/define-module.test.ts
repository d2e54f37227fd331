import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { sampleBrief, sampleOperation } from '../testing/sample-brief.ts'
import { defineWrittenModule } from './define-module.ts'

describe('the definition of a module', () => {
  it('takes lists, reads and additions of an entity, and leaves the rest to people', () => {
    const by = { actor: 'user', entity: 'Trip' }
    const brief = sampleBrief(
      [{}],
      [
        sampleOperation('query', 'rides.listTrips', by),
        sampleOperation('query', 'rides.getTrip', by),
        sampleOperation('command', 'rides.createTrip', by),
        sampleOperation('command', 'rides.matchDriver', by),
        sampleOperation('job', 'rides.createReport', by),
      ],
    )

    const { definition, left } = defineWrittenModule('rides', brief, ['rides.tripCreated'])

    const [trip] = definition?.entities ?? []
    assert.deepEqual(Object.keys(trip?.operations ?? {}), ['list', 'get', 'add'])
    assert.equal(trip?.operations.add?.event, 'tripCreated')
    assert.deepEqual(left, ['rides.matchDriver', 'rides.createReport'])
  })

  it('takes an addition for what it writes, not for what it reads', () => {
    const brief = sampleBrief(
      [{}, { name: 'Comment' }],
      [
        {
          ...sampleOperation('command', 'rides.createComment', {
            actor: 'user',
            entity: 'Comment',
          }),
          reads: ['Trip'],
        },
        sampleOperation('command', 'rides.createTrip', { actor: 'user', entity: 'Trip' }),
      ],
    )

    const { definition } = defineWrittenModule('rides', brief, [])

    const added = definition?.entities.map(({ operations }) => operations.add?.verb)
    assert.deepEqual(added, ['createTrip', 'createComment'])
  })

  it('has nothing to write where no operation is plain', () => {
    const brief = sampleBrief(
      [{}],
      [sampleOperation('command', 'rides.matchDriver', { actor: 'user', entity: 'Trip' })],
    )

    assert.deepEqual(defineWrittenModule('rides', brief, []), { left: ['rides.matchDriver'] })
  })

  const access = {
    user: ['customer', 'staff'],
    visitor: 'public',
    device: ['partner', 'staff'],
    clerk: ['staff'],
    worker: 'internal',
    'somebody the brief does not name': ['staff'],
  }
  for (const [actor, expected] of Object.entries(access)) {
    it(`lets in whom the brief trusts: ${actor}`, () => {
      const operation = sampleOperation('query', 'rides.listTrips', { actor, entity: 'Trip' })
      const { definition } = defineWrittenModule('rides', sampleBrief([{}], [operation]), [])

      assert.deepEqual(definition?.entities[0]?.operations.list?.access, expected)
    })
  }

  it('shows people their own, unless others read what they add', () => {
    const owned = (reader: string) => {
      const operations = [
        sampleOperation('command', 'rides.createTrip', { actor: 'user', entity: 'Trip' }),
        sampleOperation('query', 'rides.listTrips', { actor: reader, entity: 'Trip' }),
      ]
      const { definition } = defineWrittenModule('rides', sampleBrief([{}], operations), [])
      return definition?.entities[0]?.owned
    }

    assert.equal(owned('user'), true)
    assert.equal(owned('device'), false)
  })

  it('keeps the fields of the brief, typed by how they are called, and its own beside them', () => {
    const fields = ['id', 'pick up', 'startsAt', 'isPaid', 'seatCount', 'temperature', 'version']
    const operation = sampleOperation('command', 'rides.createTrip', {
      actor: 'clerk',
      entity: 'Trip',
    })
    const { definition } = defineWrittenModule('rides', sampleBrief([{ fields }], [operation]), [])

    const columns = definition?.entities[0]?.columns.map(({ property, sqlType }) => [
      property,
      sqlType,
    ])
    assert.deepEqual(columns, [
      ['id', 'uuid primary key'],
      ['pickUp', 'text not null'],
      ['startsAt', 'timestamptz(3) not null'],
      ['isPaid', 'boolean not null'],
      ['seatCount', 'bigint not null'],
      ['temperature', 'double precision not null'],
      ['version', 'integer not null'],
      ['createdAt', 'timestamptz(3) not null'],
    ])
  })
})
