import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Evidence } from '@archwright/model'

import { verdictOf } from './claims/verdict.ts'
import { prove } from './prove.ts'
import { type Plant, placeShop } from './testing/shop.ts'

describe('prove', () => {
  it('finds a sound shop sound', async () => {
    const evidence = await proveShop([])

    assert.deepEqual(missed(evidence), [])
    assert.deepEqual(broken(evidence), [])
    assert.ok(verdictOf(evidence))
    assert.ok(evidence.access.checked > 100)
    assert.ok(evidence.contracts.checked > 400)
  })

  it('finds stock that is taken without looking, and a cart that may be ordered twice', async () => {
    const evidence = await proveShop([
      {
        file: stock,
        replace: 'having sum(line.quantity) > coalesce(available, 0)',
        by: 'having false',
      },
      { file: stock, replace: ' check (available >= 0)', by: '' },
      { file: 'src/modules/orders/migrations/0001_orders.sql', replace: 'uuid unique', by: 'uuid' },
      {
        file: 'src/modules/orders/store.ts',
        replace: 'on conflict (open_cart_id)',
        by: 'on conflict',
      },
    ])

    assert.deepEqual(missed(evidence), ['correctness.doubled', 'correctness.oversold'])
    assert.equal(verdictOf(evidence), false)
  })

  it('finds an order that is shown to strangers', async () => {
    const evidence = await proveShop([
      {
        file: 'src/modules/orders/read-orders.ts',
        replace: 'order && mayActOn(order, principal) ? order',
        by: 'order && principal ? order',
      },
    ])

    assert.deepEqual(missed(evidence), ['access.wrong'])
    assert.match(String(evidence.access.wrong), /orders.getOrder of somebody else's/)
  })

  it('says what is wrong with a folder that holds no project', async () => {
    await assert.rejects(prove('/nowhere', { progress: () => {} }), {
      name: 'InputError',
      message: /archwright.lock.json: is missing; give the folder that `archwright build` wrote/,
    })
  })
})

const stock = 'src/modules/inventory/migrations/0001_inventory.sql'

async function proveShop(plants: readonly Plant[]): Promise<Evidence> {
  await using shop = await placeShop(plants)
  const quiet = { faults: false, saturate: false, progress: () => {} }
  return await prove(shop.directory, { ...quiet, quick: true, seconds: 2 })
}

const missed = ({ claims }: Evidence) =>
  claims.filter(({ verdict }) => verdict !== 'met').map(({ requirement }) => requirement)

const broken = ({ invariants }: Evidence) =>
  invariants.filter(({ violations }) => violations > 0).map(({ invariant }) => invariant)
