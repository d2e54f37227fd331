import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

import { guest, type Module } from '@archwright/kit'
import { inertEnvironment, type ModuleFactory } from '@archwright/kit/app'
import type { Query } from '@archwright/kit/contract'
import { startTestApp } from '@archwright/kit/testing'
import type { Module as DesignModule } from '@archwright/model'
import { readyModules } from '@archwright/modules/ready'

import { moduleFiles } from '../files/module-files.ts'
import { planModules } from '../plan-modules.ts'
import { sampleBrief, sampleOperation } from '../testing/sample-brief.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../../../..', import.meta.url))

const joins = {
  start: ['catalog.listProducts', 'rides.listTrips', 'orders.listOrders', 'catalog.searchProducts'],
  order: ['orders.getOrder', 'orders.getHistory', 'catalog.getProduct'],
}
const operations = [
  { name: 'start screen', joins: joins.start, shape: '' },
  { name: 'order screen', joins: joins.order, shape: '' },
  { name: 'profile screen', joins: ['identity.getProfile'], shape: '' },
  { name: 'changes', joins: ['orders.placeOrder', 'orders.cancelOrder'], shape: '' },
]
const customer = { id: '0192f0c1-2345-7abc-8def-0123456789ab', roles: ['customer'] }

describe('a front end of a built project', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let names: readonly string[]

  before(async () => {
    folder = await temporaryFolder()
    names = await writeProject(folder.path)
  })
  after(() => folder[Symbol.asyncDispose]())

  it('type-checks, for a small and a large screen', async () => {
    assert.deepEqual(names.slice(-2), ['mobile', 'web'])
    await run(path.join(root, 'node_modules/.bin/tsc'), ['-p', folder.path]).catch(
      ({ stdout }: { stdout: string }) => assert.fail(stdout),
    )
  })

  it('joins what the caller may see, in the shape of its client', async () => {
    const modules = await Promise.all(['catalog', 'rides', 'orders', 'mobile', 'web'].map(load))
    await using app = await startTestApp(...modules)
    await app.sql`insert into rides.trip (id, name, attributes, version, created_at)
      values (${customer.id}, 'Home', '{}', 1, now())`
    const ask = (name: string, as = guest, input = {}) =>
      app.call({ ...anyQuery, name: name as Query['name'] }, input, { as })

    assert.deepEqual(await ask('mobile.startScreen'), {
      products: [],
      trips: [{ id: customer.id, name: 'Home', createdAt: await createdAt(ask) }],
    })
    const signedIn = Object(await ask('web.startScreen', customer))
    assert.deepEqual(Object.keys(signedIn), ['products', 'trips', 'orders'])
    assert.equal(signedIn.trips[0].version, 1)
    await assert.rejects(ask('mobile.orderScreen', customer, { orderId: customer.id }), {
      code: 'ORDER_NOT_FOUND',
    })
    await assert.rejects(ask('mobile.orderScreen', guest, { orderId: customer.id }), {
      code: 'UNAUTHENTICATED',
    })
  })

  async function load(name: string): Promise<Module> {
    const entry = pathToFileURL(path.join(folder.path, `src/modules/${name}/index.ts`))
    const { create }: { create: ModuleFactory } = await import(entry.href)
    return create(inertEnvironment)
  }
})

/** What a caller is typed by that knows an operation by its name only. */
const anyQuery = { kind: 'query', summary: '', access: 'public' } as unknown as Query

async function createdAt(ask: (name: string) => Promise<unknown>): Promise<string> {
  return Object(await ask('web.startScreen')).trips[0].createdAt
}

/** The modules of a shop that also rents out trips, with both front ends; resolves to their names. */
async function writeProject(folder: string): Promise<readonly string[]> {
  const plan = await planModules({
    modules: [...readyModules, 'rides'].map((name) => ({
      ...anyModule,
      name,
      ready: name !== 'rides',
    })),
    brief: sampleBrief(
      [{}],
      [sampleOperation('query', 'rides.listTrips', { actor: 'visitor', entity: 'Trip' })],
    ),
    frontEnds: ['mobile', 'web'].map((client) => ({
      name: client,
      client,
      operations,
      decision: 'D-1',
    })),
  })
  await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'dir')
  await writeFile(path.join(folder, 'package.json'), '{"type":"module"}')
  const settings = {
    extends: path.join(root, 'tsconfig.base.json'),
    include: plan.frontEnds.map(({ name }) => `src/modules/${name}`),
  }
  await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify(settings))
  for (const file of await moduleFiles(plan)) {
    const target = path.join(folder, file.path)
    await mkdir(path.dirname(target), { recursive: true })
    await writeFile(target, file.content)
  }
  return plan.names
}

const anyModule = {
  responsibility: '',
  entities: [],
  operations: [],
  publishes: [],
  hears: [],
  calls: [],
  sensitivity: 'none',
  why: '',
} satisfies Partial<DesignModule>
