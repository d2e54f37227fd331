import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Module } from '@archwright/model'

import { planModules } from '../plan-modules.ts'
import { sampleBrief, sampleOperation } from '../testing/sample-brief.ts'
import { moduleFiles } from './module-files.ts'

const contents = async (modules: Module[], reader: string, adder: string) => {
  const operations = [
    sampleOperation('query', 'rides.listTrips', { actor: reader, entity: 'Trip' }),
    sampleOperation('command', 'rides.createTrip', { actor: adder, entity: 'Trip' }),
  ]
  const brief = sampleBrief([{ name: 'Trip' }], operations)
  const plan = await planModules({ modules, brief, frontEnds: [] })
  const files = await moduleFiles(plan)
  return files.find(({ path }) => path === 'src/modules/webhooks/offered.ts')
}

describe('what a project with webhooks offers', () => {
  it('is what its modules declare for others, and the events of written ones to who may read', async () => {
    const file = await contents([...shop, rides, webhooks], 'visitor', 'user')

    assert.equal(file?.owner, 'user')
    assert.equal(
      file?.content,
      `import { orderChanges } from '../orders/contract.ts'
import { tripCreated } from '../rides/contract.ts'
import type { Offer } from './offer.ts'

/** What this system sends to the systems of others, and to whom; a subscription of a contract can stand here as it is. */
export const offers: readonly Offer[] = [
  orderChanges,
  { events: [tripCreated], access: ['partner', 'staff'] },
]
`,
    )
  })

  it('is for staff alone where people read only their own', async () => {
    const file = await contents([rides, webhooks], 'user', 'user')

    assert.match(String(file?.content), /events: \[tripCreated\], access: \['staff'\]/)
  })

  it('is nothing where no module tells anything', async () => {
    const file = await contents([{ ...rides, publishes: [] }, webhooks], 'user', 'user')

    assert.match(String(file?.content), /offers: readonly Offer\[\] = \[\]/)
  })

  it('is not written where nobody asked for webhooks', async () => {
    assert.equal(await contents([rides], 'user', 'user'), undefined)
  })
})

const module = (name: string, ready: boolean, publishes: string[] = []): Module => {
  const none = { entities: [], operations: [], hears: [], calls: [] }
  return { name, responsibility: '', ...none, publishes, sensitivity: 'none', why: '', ready }
}
const rides = module('rides', false, ['rides.tripCreated'])
const webhooks = module('webhooks', true)
const shop = [
  'identity',
  'catalog',
  'inventory',
  'carts',
  'orders',
  'payments',
  'notifications',
].map((name) => module(name, true))
