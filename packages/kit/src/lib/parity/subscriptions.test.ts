import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'

import type { Told } from '../dispatch/follow.ts'
import { type Announcement, announce, echo } from './testing/contract.ts'
import { type Asked, Refused } from './testing/followers.ts'
import { type Parity, startParity } from './testing/start-parity.ts'

let parity: Parity
let token: string
before(async () => {
  parity = await startParity()
  token = await parity.tokens.of('ann', 'customer')
})
after(() => parity[Symbol.asyncDispose]())

const plain: Announcement = {
  topic: '',
  integer: 0,
  number: 0,
  flag: false,
  text: '',
  wide: '0',
  day: '2024-02-29',
  at: '2026-03-29T02:30:00.123456+05:45',
  size: 'small',
  nullable: null,
  lines: [],
  labels: {},
}
const said: readonly Partial<Announcement>[] = [
  {},
  { integer: Number.MAX_SAFE_INTEGER, number: 0.1 + 0.2, wide: '-9223372036854775808' },
  { integer: Number.MIN_SAFE_INTEGER, number: 5e-324, flag: true, size: 'large' },
  { text: 'naïve 日本語 😀 e\u0301 \u2028 "\\/\n\r\t\u0001', nullable: 'null' },
  { labels: { 'a b': '1', ключ: '2', constructor: '3', '': '4' }, lines: [{ sku: 'ü' }] },
  { text: 'x'.repeat(200_000) },
]

describe('every way that carries subscriptions', { timeout: 240_000 }, () => {
  it('tells the same events in the same order, and goes on behind the same places', async () => {
    const topic = randomUUID()
    await sayAll(topic)
    const outcomes = await byEach(async (hear) => {
      const all = await hear({ topic, after: '0', token }, said.length)
      const { position = '' } = all[2] ?? {}
      return { all, behind: await hear({ topic, after: position, token }, said.length - 3) }
    })
    const { all, behind } = outcomes['in-process'] ?? assert.fail()
    assert.deepEqual(
      all.map(({ data }) => data),
      said.map((one) => ({ ...plain, ...one, topic })),
    )
    assert.deepEqual(behind, all.slice(3))
    assertAlike(outcomes)
  })

  it('refuses alike', async () => {
    const refused: Readonly<Record<string, Omit<Asked, 'topic'>>> = {
      UNAUTHENTICATED: { after: '0' },
      FORBIDDEN: { after: '0', token: await parity.tokens.of('bob', 'staff') },
      INVALID_INPUT: { after: 'yesterday', token },
      FEED_GONE: { after: '999999', token },
    }
    for (const [code, asked] of Object.entries(refused)) {
      const outcomes = await byEach((hear) =>
        hear({ topic: 't', ...asked }, 1).then(
          () => assert.fail('it was let in'),
          (error: unknown) => (error instanceof Refused ? error.message : assert.fail(`${error}`)),
        ),
      )
      assert.equal(outcomes['in-process'], code)
      assertAlike(outcomes)
    }
  })
})

describe('every way that carries calls', { timeout: 240_000 }, () => {
  it('refuses what is larger than it takes, and serves on', async () => {
    const large = { text: 'x'.repeat(5 * 1_024 * 1_024) }
    for (const caller of parity.callers) {
      if (caller.transport === 'in-process') continue // there, nothing travels
      const outcome = await caller.call(echo, large, { token }).catch(String)
      const refused = typeof outcome === 'string' || 'failure' in outcome
      assert.ok(refused, `${caller.transport} took it`)
      const next = await caller.call(echo, { text: 'next' }, { token })
      assert.deepEqual(next, { output: { values: { text: 'next' }, given: ['text'] } })
    }
  })
})

async function sayAll(topic: string): Promise<void> {
  const [inProcess] = parity.callers
  for (const one of said) {
    const outcome = await inProcess?.call(announce, { ...plain, ...one, topic }, { token })
    assert.deepEqual(outcome, { output: {} })
  }
}

type Hear = (asked: Asked, count: number) => Promise<Told[]>

async function byEach<Result>(
  run: (hear: Hear) => Promise<Result>,
): Promise<Record<string, Result>> {
  const results: Record<string, Result> = {}
  for (const { transport, follow } of parity.followers) {
    results[transport] = await run(async (asked, count) => {
      const all: Told[] = []
      for await (const told of follow(asked)) if (all.push(told) === count) break
      return all
    })
  }
  return results
}

function assertAlike(outcomes: Readonly<Record<string, unknown>>): void {
  const { 'in-process': expected, ...others } = outcomes
  assert.equal(Object.keys(others).length, 5)
  for (const [transport, outcome] of Object.entries(others))
    assert.deepEqual(outcome, expected, `${transport} differs`)
}
