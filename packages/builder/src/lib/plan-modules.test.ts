import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Design, Entity, Module } from '@archwright/model'
import { InputError } from '@archwright/model/light'

import { planModules } from './plan-modules.ts'
import { sampleBrief, sampleOperation } from './testing/sample-brief.ts'

describe('the plan of modules', () => {
  it('takes ready modules with all they build on, and writes the others', async () => {
    const modules = [
      moduleOf('catalog', true),
      moduleOf('inventory', true),
      moduleOf('rides', false),
    ]

    const plan = await planModules({ frontEnds: [], modules, brief: ridesFor('visitor') })

    assert.deepEqual(plan.names, ['catalog', 'inventory', 'rides', 'identity'])
    assert.deepEqual(plan.ready, ['catalog', 'inventory', 'identity'])
    assert.deepEqual(
      plan.written.map(({ name }) => name),
      ['rides'],
    )
    assert.deepEqual(plan.notes, ['identity is added, so that people can sign in'])
  })

  it('does not take a ready module whose neighbors are missing', async () => {
    const modules = [moduleOf('orders', true), moduleOf('rides', false)]

    const plan = await planModules({ frontEnds: [], modules, brief: ridesFor('visitor') })

    assert.deepEqual(plan.names, ['rides'])
    assert.match(plan.notes.join(), /orders is left out/)
  })

  it('adds identity where people must sign in, and says so', async () => {
    const plan = await planModules({
      frontEnds: [],
      modules: [moduleOf('rides', false)],
      brief: ridesFor('user'),
    })

    assert.deepEqual(plan.names, ['rides', 'identity'])
    assert.deepEqual(plan.notes, ['identity is added, so that people can sign in'])
  })

  it('adds the keys of programs where the design has them come with API keys', async () => {
    const chosen = 'API keys, hashed and rotated'
    const decisions = [{ key: 'identity.programs', chosen }] as Design['decisions'] // all that is looked at

    const plan = await planModules({
      ...{ frontEnds: [], modules: [moduleOf('rides', false)], decisions },
      brief: ridesFor('user'),
    })

    assert.deepEqual(plan.names, ['rides', 'identity', 'keys'])
    assert.match(plan.notes.join(), /keys is added/)
  })

  it('adds the audit log where the design keeps who did what, and says whom tenants let in', async () => {
    const modules = [moduleOf('rides', false)]
    const decisions = [{ key: 'audit' }] as Design['decisions'] // all that is looked at

    const plan = await planModules({
      ...{ frontEnds: [], modules, decisions },
      brief: ridesFor('user', { name: 'Trip', perTenant: true }),
    })

    assert.deepEqual(plan.names, ['rides', 'identity', 'audit'])
    assert.match(plan.notes.join(), /rides lets in who acts for a tenant/)
    assert.match(plan.notes.join(), /audit is added/)
  })

  it('keeps addresses of modules apart', async () => {
    const brief = ridesFor('visitor', { name: 'Product' })
    const modules = [moduleOf('catalog', true), moduleOf('rides', false)]

    const { written } = await planModules({ frontEnds: [], modules, brief })

    assert.equal(written[0]?.entities[0]?.path, '/rides/products')
  })

  it('refuses a design of which nothing can be built', async () => {
    const brief = sampleBrief([], [])

    await assert.rejects(
      planModules({ frontEnds: [], modules: [moduleOf('rides', false)], brief }),
      (error) => {
        assert.ok(error instanceof InputError)
        assert.match(error.message, /rides is left out/)
        return true
      },
    )
  })
})

function ridesFor(actor: string, entity: Partial<Entity> = { name: 'Trip' }) {
  const about = { actor, entity: entity.name ?? '' }
  return sampleBrief([entity], [sampleOperation('query', `rides.list${entity.name}s`, about)])
}

function moduleOf(name: string, ready: boolean): Module {
  const none = { entities: [], operations: [], publishes: [], hears: [], calls: [] }
  return { name, responsibility: '', ...none, sensitivity: 'none', why: '', ready }
}
