import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

import { type ParityCase, parityCases } from './testing/cases.ts'
import { add, addSlowly, rare, total, wait } from './testing/contract.ts'
import type { Outcome, ParityCaller, ParityOptions } from './testing/parity-caller.ts'
import { type Parity, startParity } from './testing/start-parity.ts'

let parity: Parity
before(async () => {
  parity = await startParity()
})
after(() => parity[Symbol.asyncDispose]())

describe('every transport answers as the one path itself does', () => {
  for (const [name, one] of Object.entries(parityCases)) {
    it(name, async () => {
      const outcomes = await byEachCaller((caller) => play(caller, one))
      assert.equal(codeOf(outcomes['in-process']), one.fails)
      assertAlike(inWordsOfThePath(outcomes))
    })
  }
})

describe('every transport keeps the promises of keys, budgets and deadlines', () => {
  it('takes effect once for a key that is sent again, and gives the first answer', async () => {
    const outcomes = await byEachCaller(async (caller, own) => {
      const options = { ...(await customer()), key: 'same' }
      const send = (by: number) => caller.call(add, { counter: own, by }, options)
      return [await send(2), await send(2), await caller.call(total, { counter: own }, {})]
    })
    assert.deepEqual(
      outcomes['in-process'],
      [2, 2, 2].map((value) => ({ output: { total: value } })),
    )
    assertAlike(outcomes)
  })

  it('takes effect once for a key that is sent eight times at once', async () => {
    const outcomes = await byEachCaller(async (caller, own) => {
      const options = { ...(await customer()), key: 'at-once' }
      const send = () => caller.call(add, { counter: own, by: 3 }, options)
      const answers = await Promise.all(Array.from({ length: 8 }, send))
      return [...answers, await caller.call(total, { counter: own }, {})]
    })
    assert.deepEqual(outcomes['in-process'], Array(9).fill({ output: { total: 3 } }))
    assertAlike(outcomes)
  })

  it('refuses a key that comes with another input', async () => {
    const outcomes = await byEachCaller(async (caller, own) => {
      const options = { ...(await customer()), key: 'other' }
      await caller.call(add, { counter: own, by: 1 }, options)
      return caller.call(add, { counter: own, by: 2 }, options)
    })
    assert.equal(codeOf(outcomes['in-process']), 'IDEMPOTENCY_KEY_REUSED')
    assertAlike(outcomes)
  })

  it('knows the keys that came by another transport', async () => {
    const options = { ...(await customer()), key: 'everywhere' }
    const outcomes = await byEachCaller((caller) =>
      caller.call(add, { counter: 'everywhere', by: 5 }, options),
    )
    assert.deepEqual(outcomes['in-process'], { output: { total: 5 } })
    assertAlike(outcomes)
  })

  it('charges the same budget, and says the same of it when it is spent', async () => {
    const outcomes = await byEachCaller(async (caller) => {
      const options = await customer()
      const ask = () => caller.call(rare, {}, options)
      return [await ask(), await ask(), await ask()]
    })
    const [, allowed, refused] = outcomes['in-process'] ?? []
    assert.deepEqual(allowed, { output: {} })
    assert.equal(codeOf(refused), 'RATE_LIMITED')
    assertAlike(outcomes)
  })

  it('ends a call at the deadline of its caller, and tells its work', async () => {
    const outcomes = await byEachCaller(async (caller, own) => {
      const start = performance.now()
      const outcome = await caller.call(wait, { id: own }, { deadlineMs: 200 })
      assert.ok(performance.now() - start < 30_000, 'only the operation itself had a deadline')
      await untilGivenUp(own)
      return outcome
    })
    assert.equal(codeOf(outcomes['in-process']), 'DEADLINE_EXCEEDED')
    assertAlike(outcomes)
  })

  it('tells the work when its caller goes away', async () => {
    await byEachCaller(async (caller, own) => {
      const controller = new AbortController()
      const asked = caller.call(wait, { id: own }, { signal: controller.signal })
      asked.catch(() => {}) // how a client says that it was told to stop is its own
      await sleep(300) // long enough for the request to be on its way
      controller.abort()
      await untilGivenUp(own)
      return 'told'
    })
  })
})

describe('a command under way', () => {
  it('reaches its end when its caller goes away', async () => {
    await byEachCaller(async (caller, own) => {
      const controller = new AbortController()
      const options = { ...(await customer()), signal: controller.signal }
      const asked = caller.call(addSlowly, { counter: own, by: 1 }, options)
      asked.catch(() => {}) // how a client says that it was told to stop is its own
      await sleep(300)
      if (caller.transport !== 'in-process') controller.abort() // there, the signal is the path's own
      const until = Date.now() + 30_000
      const look = () => caller.call(total, { counter: own }, {})
      while ('failure' in (await look()) && Date.now() < until) await sleep(50)
      assert.deepEqual(await look(), { output: { total: 1 } }, caller.transport)
    })
  })
})

/** Runs the same over every transport; `own` names what no other run uses. */
async function byEachCaller<Result>(
  run: (caller: ParityCaller, own: string) => Promise<Result>,
): Promise<Record<string, Result>> {
  const results: Record<string, Result> = {}
  for (const caller of parity.callers) results[caller.transport] = await run(caller, randomUUID())
  return results
}

async function play(
  caller: ParityCaller,
  { operation, input, as, options = {} }: ParityCase,
): Promise<Outcome> {
  const token = as ? await as(parity.tokens) : (await customer()).token
  return caller.call(operation, input, { ...options, ...(token === undefined ? {} : { token }) })
}

async function customer(): Promise<ParityOptions> {
  return { token: await parity.tokens.of(randomUUID(), 'customer') }
}

function codeOf(outcome: Outcome | undefined): string | undefined {
  return outcome && 'failure' in outcome ? outcome.failure.code : undefined
}

/** What a protocol with types refuses by itself, it refuses as invalid input; how it says so is its own. */
function inWordsOfThePath(outcomes: Readonly<Record<string, Outcome>>): Record<string, Outcome> {
  const { 'in-process': expected, ...others } = outcomes
  assert.ok(expected)
  const isInvalid = 'failure' in expected && expected.failure.kind === 'invalid'
  const typed = parity.callers.filter((caller) => caller.typed).map(({ transport }) => transport)
  const same = Object.entries(others).map(([transport, outcome]) => {
    const isOwn = isInvalid && typed.includes(transport) && codeOf(outcome) === 'INVALID_INPUT'
    return [transport, isOwn ? expected : outcome] as const
  })
  return { 'in-process': expected, ...Object.fromEntries(same) }
}

function assertAlike(outcomes: Readonly<Record<string, unknown>>): void {
  const { 'in-process': expected, ...others } = outcomes
  assert.ok(Object.keys(others).length > 0)
  for (const [transport, outcome] of Object.entries(others))
    assert.deepEqual(outcome, expected, `${transport} differs`)
}

async function untilGivenUp(id: string): Promise<void> {
  for (const until = Date.now() + 30_000; Date.now() < until; await sleep(20))
    if (parity.gaveUp.has(id)) return
  assert.fail(`the work of ${id} was not told`)
}
