import assert from 'node:assert/strict'
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { migrateAll } from '../app/core.ts'
import { startTestProcess } from '../app/test-process.ts'
import { sweets } from '../app/testing/sample.ts'
import { defaultWiring } from '../app/wiring.ts'
import { brewTea } from '../contracts-out/tea-shop.fixture.ts'
import { type Database, openDatabase } from '../data/database.ts'
import type { LimitVerdict } from '../dispatch/call.ts'
import { guest, type Principal } from '../dispatch/principal.ts'
import { testDatabase } from '../postgres/test-server.ts'
import { openAddressLists } from './address-lists.ts'
import { pruneQuotas, withQuotas } from './quotas.ts'

let server: Awaited<ReturnType<typeof testDatabase>>
let database: Database
let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'protection-'))
  server = await testDatabase()
  await migrateAll(server.url, [])
  database = openDatabase(server.url, defaultWiring('test', []).database)
})
after(async () => {
  await database.close()
  await server[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

describe('a quota', () => {
  const plan = { calls: 10, every: 'day', per: 'key' } as const
  const of = (key: string): Principal => ({ id: 'ada', roles: [], key })

  it('is one for all processes, counts what calls cost, and never gives more', async () => {
    const first = quotas({ plan })
    const second = quotas({ plan })
    const asked = Array.from({ length: 30 }, (_, index) =>
      (index % 2 ? first : second).take(of('k-1')),
    )
    const verdicts = await Promise.all(asked)
    assert.equal(verdicts.filter(({ allowed }) => allowed).length, 10)
    const refused = verdicts.find(({ allowed }) => !allowed)
    assert.ok(refused && refused.remaining === 0 && refused.retryAfterSeconds === 12 * 3_600)
    assert.equal((await first.take(of('k-2'), 7)).remaining, 3)
    assert.equal((await second.take(of('k-2'), 4)).allowed, false)
    assert.equal((await second.take(of('k-2'), 3)).remaining, 0)
  })

  it('begins anew with the day or the month, by UTC', async () => {
    const daily = quotas({ daily: { ...plan, calls: 1 } })
    assert.equal((await daily.take(of('k-3'))).allowed, true)
    assert.equal((await daily.take(of('k-3'))).allowed, false)
    daily.at('2026-03-01T00:00:00.000Z')
    assert.equal((await daily.take(of('k-3'))).allowed, true)
    const monthly = quotas({ monthly: { ...plan, calls: 1, every: 'month' } })
    assert.equal((await monthly.take(of('k-3'))).windowSeconds, 28 * 86_400)
    monthly.at('2026-02-28T23:59:59.000Z')
    const refused = await monthly.take(of('k-3'))
    assert.deepEqual([refused.allowed, refused.retryAfterSeconds], [false, 1])
    monthly.at('2026-03-01T00:00:00.000Z')
    assert.equal((await monthly.take(of('k-3'))).allowed, true)
  })

  it('is not for who has no key, and looks without taking', async () => {
    const { take } = quotas({ another: { ...plan, calls: 1 } })
    for (const principal of [guest, { id: 'ada', roles: [] }])
      assert.equal(await take(principal), undefined)
    assert.equal((await take(of('k-4'), 1, 0)).allowed, true)
    assert.equal((await take(of('k-4'))).allowed, true)
    assert.equal((await take(of('k-4'), 1, 0)).allowed, false)
    await pruneQuotas(database.sql)
  })

  it('is not charged for what the rate refuses', async () => {
    const refused = { allowed: false, limit: 1, remaining: 0 } as LimitVerdict
    const limited = quotas({ unharmed: plan }, () => refused)
    assert.equal(await limited.take(of('k-5')), refused)
    assert.equal((await quotas({ unharmed: plan }).take(of('k-5'))).remaining, 9)
  })
})

describe('address lists', () => {
  it('let in and keep out networks of both kinds, and are read again when the file changes', async () => {
    const file = await listFile({ block: ['203.0.113.0/24', '2001:db8::/32', '192.0.2.7'] })
    const lists = openAddressLists(file, () => {})
    try {
      const open = ['203.0.112.255', '192.0.2.8', '2001:db9::1', '::ffff:192.0.2.8']
      const shut = ['203.0.113.200', '192.0.2.7', '2001:db8:1::9', '::ffff:203.0.113.1']
      assert.deepEqual([open.every(lists.admits), shut.some(lists.admits)], [true, false])
      await replace(file, { allow: ['192.0.2.0/24'], block: ['192.0.2.9'] })
      await waitFor(() => !lists.admits('203.0.112.255'))
      assert.deepEqual(['192.0.2.8', '192.0.2.9', '2001:db9::1', 'no address'].map(lists.admits), [
        true,
        false,
        false,
        false,
      ])
    } finally {
      lists.close()
    }
  })

  it('leave what was when the file becomes unreadable, and refuse to start with such', async () => {
    const file = await listFile({ block: ['192.0.2.7'] })
    const warned: string[] = []
    const lists = openAddressLists(file, (message) => warned.push(message))
    try {
      await replace(file, { block: ['not an address'] })
      await waitFor(() => warned.length > 0)
      assert.equal(lists.admits('192.0.2.7'), false)
    } finally {
      lists.close()
    }
    for (const wrong of [{ block: ['192.0.2.0/33'] }, { blocked: [] }, []]) {
      const unreadable = await listFile(wrong)
      assert.throws(() => openAddressLists(unreadable, () => {}), new RegExp(unreadable))
    }
  })

  it('answer before anything is read, in every way in but the probes', async () => {
    const file = await listFile({ block: ['127.0.0.1'] })
    await using running = await startTestProcess({
      modules: { sweets: () => sweets() },
      variables: { ADDRESS_LIST_FILE: file },
    })
    const { url } = running.app
    const endless = { method: 'POST', body: 'x'.repeat(500_000) }
    for (const response of [await fetch(`${url}/v1/docs`), await fetch(`${url}/v1/x`, endless)])
      assert.deepEqual([response.status, (await response.json()).code], [403, 'FORBIDDEN'])
    assert.equal((await fetch(`${url}/live`)).status, 200)
    await replace(file, {})
    await waitFor(async () => (await fetch(`${url}/v1/docs`)).status === 200)
  })
})

function quotas(
  wiring: Parameters<typeof withQuotas>[1]['quotas'],
  rate: () => LimitVerdict | undefined = () => undefined,
) {
  let now = new Date('2026-02-28T12:00:00.000Z')
  const take = withQuotas(rate, { quotas: wiring, sql: database.sql, clock: { now: () => now } })
  return {
    take: async (principal: Principal, cost = 1, charge: 0 | 1 = 1) =>
      (await take({ ...brewTea, cost }, { principal, address: '' }, charge)) as LimitVerdict, // where one applies
    at(time: string) {
      now = new Date(time)
    },
  }
}

let files = 0

async function listFile(lists: object): Promise<string> {
  const file = join(folder, `lists-${++files}.json`)
  await writeFile(file, JSON.stringify(lists))
  return file
}

/** As an orchestrator does: the whole file at once. */
async function replace(file: string, lists: object): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(lists))
  await rename(`${file}.new`, file)
}

async function waitFor(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 30_000
  while (!(await isSo())) {
    assert.ok(performance.now() < deadline, 'not within 30 s')
    await setTimeout(50)
  }
}
