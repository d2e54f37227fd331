import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, it } from 'node:test'

import type { Evidence } from '@archwright/model'

import { verdictOf } from './claims/verdict.ts'
import { prove } from './prove.ts'
import { type Plant, placeShop } from './testing/shop.ts'

describe('prove', () => {
  it('finds a sound shop sound', async () => {
    const evidence = await proveShop([])

    assert.deepEqual([...evidence.access.wrong, ...evidence.contracts.wrong], [])
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

  it('finds an order that is shown to strangers, and keys that are forgotten', async () => {
    const evidence = await proveShop([
      forgottenKeys,
      {
        file: 'src/modules/orders/read-orders.ts',
        replace: 'order && mayActOn(order, principal) ? order',
        by: 'order && principal ? order',
      },
    ])

    assert.deepEqual(missed(evidence), ['correctness.doubled', 'access.wrong'])
    assert.deepEqual(broken(evidence), ['A key that got its order gets it again'])
    assert.match(String(evidence.access.wrong), /orders.getOrder of somebody else's/)
  })

  it('proves what is no shop by its contract, and says what the load left out', async () => {
    const evidence = await proveShop([], ['identity', 'catalog'])

    assert.deepEqual(measured(evidence), [
      'correctness.lost',
      'correctness.doubled',
      'access.wrong',
      'contract.wrong',
    ])
    assert.ok(verdictOf(evidence))
    assert.match(
      evidence.conditions.load,
      /not called: .*orders.placeOrder \(not in the contract\)/,
    )
    assert.ok(evidence.latencies.some(({ operation }) => operation === 'catalog.getProduct'))
  })

  it('breaks what it is told to: a roll-out fails no call, and lost connections lose no order', async () => {
    await using shop = await placeShop([
      { file: 'archwright.lock.json', replace: '"replicas":1', by: '"replicas":2' },
    ])
    const faults = ['rollingRestart', 'connectionsCut'] as const

    const evidence = await prove(shop.directory, {
      glance: true,
      seconds: 2,
      faults,
      progress: () => {},
    })

    const [rollOut, cut] = evidence.faults
    assert.equal(rollOut?.failedRequests, 0, rollOut?.note)
    assert.doesNotMatch(cut?.note ?? '', /ended by themselves/)
    assert.deepEqual(missed(evidence), [])
    assert.deepEqual(broken(evidence), [])
  })

  it('brings a release with migrations and takes it back, and no call fails', async () => {
    await using shop = await placeShop([], ['identity', 'catalog', 'carts'])
    const { faults } = await rollOut(shop.directory)
    assert.equal(faults[0]?.failedRequests, 0, faults[0]?.note)
    assert.match(faults[0]?.fault ?? '', /adds and fills a column/)
  })

  it('finds a migration that holds up the release which still runs', async () => {
    const modules = ['identity', 'catalog', 'carts']
    await using shop = await placeShop([], modules)
    await using next = await placeShop([], modules)
    await writeFile(
      path.join(next.directory, 'src/modules/carts/migrations/0900_locking.sql'),
      'lock table carts.cart in access exclusive mode; select pg_sleep(14);',
    )

    const evidence = await rollOut(shop.directory, next.directory)

    assert.match(String(broken(evidence)), /No call fails during a roll-out to the next release/)
    assert.equal(verdictOf(evidence), false)
  })

  it('says which faults there are when one is named that is none', async () => {
    const faults = ['meteor'] as never
    await using shop = await placeShop()
    await assert.rejects(prove(shop.directory, { faults, progress: () => {} }), {
      message: /there is no fault "meteor"; name some of processKill/,
    })
  })

  it('says what is wrong with a folder that holds no project', async () => {
    await assert.rejects(prove('/nowhere', { progress: () => {} }), {
      name: 'InputError',
      message: /archwright.lock.json: is missing; give the folder that `archwright build` wrote/,
    })
  })
})

/** The row that says a key was used is dropped as soon as it is written. */
const forgottenKeys: Plant = {
  file: 'src/modules/orders/migrations/0001_orders.sql',
  replace: /$/,
  by: `
create function orders.forget() returns trigger language plpgsql as $$ begin
  delete from kit.idempotency where scope = new.scope and key = new.key;
  return null;
end $$;
create trigger forget after insert on kit.idempotency
  for each row execute function orders.forget();
`,
}

const stock = 'src/modules/inventory/migrations/0001_inventory.sql'

async function proveShop(plants: readonly Plant[], modules?: readonly string[]): Promise<Evidence> {
  await using shop = await placeShop(plants, modules)
  return await prove(shop.directory, {
    glance: true,
    seconds: 2,
    faults: false,
    progress: () => {},
  })
}

async function rollOut(directory: string, next?: string): Promise<Evidence> {
  return await prove(directory, {
    glance: true,
    seconds: 1,
    faults: ['liveMigration'],
    progress: () => {},
    ...(next === undefined ? {} : { next }),
  })
}

const measured = ({ claims }: Evidence) =>
  claims.filter(({ verdict }) => verdict !== 'unmeasured').map(({ requirement }) => requirement)

const missed = ({ claims }: Evidence) =>
  claims.filter(({ verdict }) => verdict !== 'met').map(({ requirement }) => requirement)

const broken = ({ invariants }: Evidence) =>
  invariants.filter(({ violations }) => violations > 0).map(({ invariant }) => invariant)
