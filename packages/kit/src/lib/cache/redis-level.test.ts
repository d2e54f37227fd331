import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'

import { requireBinary } from '../testing/require-binary.ts'
import { getPrice, prices, setPrice } from './testing/prices.ts'
import { startProcesses, type TestProcess } from './testing/start-processes.ts'
import { startRedis } from './testing/start-redis.ts'

const cache = { level: 'redis' } as const
const tea = { sku: 'tea' }

describe('answers that processes share in Redis', requireBinary('redis-server'), () => {
  it('are asked for once by all processes together', async () => {
    let ran = 0
    const module = () =>
      prices(async () => {
        ran++
        await setTimeout(20)
      })
    await using redis = await startRedis()
    const wanted = { cache, redisUrl: redis.url, modules: [module(), module()] }
    await using processes = await startProcesses(wanted)
    const [one, other] = processes.all
    assert.ok(one && other)
    await one.call(setPrice, { ...tea, amount: 3 })
    // Until it is told everywhere, nothing of what has just changed is kept.
    await until(async () => {
      await Promise.all([one.call(getPrice, tea), other.call(getPrice, tea)])
      return (one.outcomes.get('hit') ?? 0) > 0 && (other.outcomes.get('hit') ?? 0) > 0
    })
    const skus = Array.from({ length: 20 }, (_, n) => `t${n}`)
    await one.database.sql`
      insert into prices.price select sku, 7 from unnest(${skus}::text[]) as sku`

    const ranBefore = ran
    for (const sku of skus) {
      const asked = processes.all.flatMap((process) =>
        Array.from({ length: 25 }, () => process.call(getPrice, { sku })),
      )
      for (const { amount } of await Promise.all(asked)) assert.equal(amount, 7)
    }

    // A process that waits longer than is worth it asks for itself: on a busy machine some do.
    const fills = ran - ranBefore
    assert.ok(fills >= skus.length && fills < 1.5 * skus.length, `${fills} fills`)
  })

  it('are never old after Redis was killed, frozen and started anew under load', async () => {
    await using redis = await startRedis()
    const modules = [prices(), prices()]
    await using processes = await startProcesses({ cache, redisUrl: redis.url, modules })
    const [one, other] = processes.all
    assert.ok(one && other)
    const load = new Load(one, other)
    const running = load.run()

    for (const hurt of ['kill', 'freeze'] as const) {
      await load.more(300)
      if (hurt === 'kill') await redis.kill()
      else redis.freeze()
      await load.more(300)
      if (hurt === 'kill') await redis.start()
      else redis.thaw()
    }
    await load.more(300)
    load.stop()
    await running

    assert.ok(load.slowestMs < 3_000, `a call took ${load.slowestMs} ms`)
    await load.checkEnd()
    // It came back, and is used again.
    await until(async () => {
      await one.database
        .sql`insert into prices.price values (${`new${load.reads}`}, 1) on conflict do nothing`
      for (const process of processes.all) await process.call(getPrice, { sku: `new${load.reads}` })
      load.reads += 1
      return (other.outcomes.get('shared') ?? 0) > load.sharedBefore
    })
  })

  it('are not missed by a process that finds no Redis', async () => {
    const redisUrl = 'redis://127.0.0.1:1'
    await using processes = await startProcesses({ cache, redisUrl, modules: [prices()] })
    const [alone] = processes.all
    await alone?.call(setPrice, { ...tea, amount: 3 })
    assert.equal((await alone?.call(getPrice, tea))?.amount, 3)
  })
})

/** Milliseconds, on a machine that does much else: another process hears of a change within a few. */
const behindMs = 10_000

/** One process writes and reads, another one reads; every answer is compared with what was written. */
class Load {
  readonly #one: TestProcess
  readonly #other: TestProcess
  readonly #written = new Map<string, number>()
  /** Each write with when it was answered. */
  readonly #history: { sku: string; amount: number; at: number }[] = []
  #stopped = false
  reads = 0
  slowestMs = 0
  sharedBefore = 0

  constructor(one: TestProcess, other: TestProcess) {
    this.#one = one
    this.#other = other
  }

  async run(): Promise<void> {
    await Promise.all([
      ...Array.from({ length: 3 }, (_, n) => this.#write(`s${n}`)),
      ...Array.from({ length: 12 }, (_, n) => this.#read(n % 2 ? this.#one : this.#other, n)),
    ])
    this.sharedBefore = this.#other.outcomes.get('shared') ?? 0
  }

  stop(): void {
    this.#stopped = true
  }

  /** Waits for so many reads. */
  async more(reads: number): Promise<void> {
    const enough = this.reads + reads
    await until(async () => this.reads >= enough)
  }

  /** In the end both processes say what the table says. */
  async checkEnd(): Promise<void> {
    for (const [sku, amount] of this.#written) {
      assert.equal((await this.#one.call(getPrice, { sku })).amount, amount)
      await until(async () => (await this.#other.call(getPrice, { sku })).amount === amount)
    }
  }

  async #write(sku: string): Promise<void> {
    for (let amount = 1; !this.#stopped; amount += 1) {
      await this.#one.call(setPrice, { sku, amount })
      this.#written.set(sku, amount)
      this.#history.push({ sku, amount, at: performance.now() })
      await setTimeout(20)
    }
  }

  #writtenBefore(sku: string, time: number): number {
    return this.#history.findLast((write) => write.sku === sku && write.at < time)?.amount ?? 0
  }

  async #read(process: TestProcess, n: number): Promise<void> {
    for (let turn = n; !this.#stopped; turn += 1) {
      const sku = `s${turn % 3}`
      const known = this.#written.get(sku)
      if (known === undefined) {
        await setTimeout(5)
        continue
      }
      const startedAt = performance.now()
      const { amount } = await process.call(getPrice, { sku })
      this.slowestMs = Math.max(this.slowestMs, performance.now() - startedAt)
      // The writer's own process is never behind.
      const least = process === this.#one ? known : this.#writtenBefore(sku, startedAt - behindMs)
      assert.ok(amount >= least, `${sku} was ${amount} after ${least}`)
      assert.ok(amount <= (this.#written.get(sku) ?? 0) + 1, `${sku} was never ${amount}`)
      this.reads += 1
      await setTimeout(1)
    }
  }
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadlineAt = performance.now() + 60_000
  while (!(await holds())) {
    if (performance.now() > deadlineAt) throw new Error('not within 60 s')
    await setTimeout(5)
  }
}
