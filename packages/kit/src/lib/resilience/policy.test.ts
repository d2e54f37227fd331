import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it, mock } from 'node:test'

import type { PolicyWiring } from '../app/wiring.ts'
import { Failure } from '../contract/failure.ts'
import { createPolicy, type PolicyOptions } from './policy.ts'

const wiring: PolicyWiring = {
  timeoutMs: 1_000,
  attempts: 3,
  backoffMs: 100,
  retryBudget: 0.1,
  breaker: { failureRate: 0.5, windowSeconds: 10, minimumPerSecond: 0.5, openSeconds: 5 },
  bulkhead: { concurrent: 2, queued: 1 },
}

let log: string[] = []
const down = new Error('connection refused')
const always = () => true

beforeEach(() => {
  log = []
  mock.timers.enable({ apis: ['Date', 'setTimeout'], now: 1_000_000 })
})
afterEach(() => mock.timers.reset())

describe('a timeout', () => {
  it('aborts the attempt and answers DEADLINE_EXCEEDED even when the attempt does not care', async () => {
    const policy = policyWith({})
    const call = policy.execute((signal) => {
      signal.addEventListener('abort', () => log.push('attempt aborted'))
      return new Promise(() => {})
    })
    mock.timers.tick(999)
    await settled()
    log.push('999 ms')
    mock.timers.tick(1)
    await assert.rejects(call, { code: 'DEADLINE_EXCEEDED', kind: 'timeout' })
    assert.deepEqual(log, ['999 ms', 'attempt aborted', 'timed-out'])
  })

  it('is told from an error of the call, which passes as it is', async () => {
    const policy = policyWith({})
    await assert.rejects(policy.execute(fail), down)
    const late = policy.execute(
      (signal) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    )
    mock.timers.tick(1_000)
    await assert.rejects(late, { code: 'DEADLINE_EXCEEDED' })
  })
})

describe('a hedge', () => {
  const answers = (...values: (string | undefined)[]) => {
    let calls = 0
    return (signal: AbortSignal) => {
      const value = values[calls++]
      const name = `attempt ${calls}`
      log.push(name)
      signal.addEventListener('abort', () => log.push(`${name} given up`))
      return value === undefined ? new Promise<string>(() => {}) : Promise.resolve(value)
    }
  }

  it('joins an attempt that is slow, and gives the slower one up', async () => {
    const policy = policyWith({})
    const call = policy.execute(answers(undefined, 'second'), { hedgeAfterMs: 50 })
    await settled()
    assert.equal(await call, 'second')
    assert.deepEqual(log, ['attempt 1', 'sleep 50', 'hedged', 'attempt 2', 'attempt 1 given up'])
  })

  it('is not made of a call that answers in time, nor beyond the budget of retries', async () => {
    const quick = policyWith({ sleep: () => new Promise(() => {}) })
    assert.equal(await quick.execute(answers('first'), { hedgeAfterMs: 50 }), 'first')
    const poor = policyWith({}, { ...wiring, retryBudget: 0 })
    const call = poor.execute(answers(undefined, 'second'), { hedgeAfterMs: 50 })
    await settled()
    mock.timers.tick(1_000)
    await assert.rejects(call, { code: 'DEADLINE_EXCEEDED' })
    assert.ok(!log.includes('attempt 2 given up') && log.includes('retry-budget-spent'))
  })
})

describe('a fallback', () => {
  it('answers for a dependency that does not, and for a breaker that is open', async () => {
    const policy = policyWith({})
    const fallback = () => 'an older price'
    for (let turn = 0; turn < 20; turn++) {
      assert.equal(await policy.execute(fail, { fallback }), 'an older price')
    }
    assert.equal(policy.state(), 'open')
    assert.ok(log.includes('refused-open') && log.includes('fell-back'))
  })

  it('is not asked when the dependency gave a proper answer that is a failure', async () => {
    const declined = new Failure('DECLINED', 'conflict')
    const call = policyWith({}).execute(() => Promise.reject(declined), { fallback: () => 'paid' })
    await assert.rejects(call, declined)
  })
})

describe('retries', () => {
  it('come after a growing, jittered pause, as often as wired', async () => {
    const policy = policyWith({ random: () => 0.5 })
    await assert.rejects(policy.execute(fail, { retryable: always }), down)
    assert.deepEqual(log, ['call', 'retried', 'sleep 50', 'call', 'retried', 'sleep 100', 'call'])
  })

  it('are made only where the caller says that a repeat is harmless', async () => {
    const policy = policyWith({})
    await assert.rejects(policy.execute(fail), down)
    await assert.rejects(policy.execute(fail, { retryable: (error) => error !== down }), down)
    assert.deepEqual(log, ['call', 'call'])
  })

  it('end with the first success', async () => {
    const policy = policyWith({})
    let calls = 0
    const answer = await policy.execute(async () => (++calls === 2 ? 'ok' : fail()), {
      retryable: always,
    })
    assert.deepEqual([answer, calls], ['ok', 2])
  })

  it('stay within their budget: a tenth of the calls once the first ten are spent', async () => {
    const neverOpens = { ...wiring.breaker, minimumPerSecond: 1_000 }
    const policy = policyWith({}, { breaker: neverOpens, attempts: 2 })
    for (let call = 0; call < 210; call++) {
      await assert.rejects(policy.execute(fail, { retryable: always }), down)
    }
    const retried = log.filter((line) => line === 'retried').length
    assert.ok(retried >= 29 && retried <= 31, `${retried} retries for 210 calls`)
    assert.ok(log.includes('retry-budget-spent'))
  })

  it('stop when the caller leaves during the pause', async () => {
    mock.timers.reset()
    const leave = new AbortController()
    const policy = createPolicy('shop', { ...wiring, backoffMs: 60_000 }, { random: () => 1 })
    let calls = 0
    const call = policy.execute(
      () => {
        calls++
        setImmediate(() => leave.abort(new Error('left')))
        return Promise.reject(down)
      },
      { signal: leave.signal, retryable: always },
    )
    await assert.rejects(call, { message: 'left' })
    assert.equal(calls, 1)
  })
})

describe('a breaker', () => {
  it('opens on a high rate of outages, refuses at once, tries one call later and closes', async () => {
    const policy = policyWith({})
    for (let call = 0; call < 5; call++) await assert.rejects(policy.execute(fail), down)
    assert.equal(policy.state(), 'open')

    log = []
    await assert.rejects(policy.execute(fail), {
      code: 'UNAVAILABLE',
      kind: 'unavailable',
      retryAfterSeconds: 5,
    })
    assert.deepEqual(log, ['refused-open'], 'the dependency is left alone')

    mock.timers.tick(5_000)
    assert.equal(await policy.execute(async () => 'ok'), 'ok')
    assert.equal(policy.state(), 'closed')
    assert.deepEqual(log, ['refused-open', 'half-opened', 'closed'])
  })

  it('opens again when the trial call fails', async () => {
    const policy = policyWith({})
    for (let call = 0; call < 5; call++) await assert.rejects(policy.execute(fail), down)
    mock.timers.tick(5_000)
    await assert.rejects(policy.execute(fail), down)
    assert.equal(policy.state(), 'open')
  })

  it('ends the retries that are under way when it opens', async () => {
    const policy = policyWith({}, { attempts: 100 })
    await assert.rejects(policy.execute(fail, { retryable: always }), { code: 'UNAVAILABLE' })
    assert.equal(log.filter((line) => line === 'call').length, 5)
  })

  it('does not count answers that are failures, nor callers who leave', async () => {
    const policy = policyWith({})
    const declined = new Failure('CARD_DECLINED', 'declined')
    for (let call = 0; call < 20; call++) {
      await assert.rejects(
        policy.execute(() => Promise.reject(declined)),
        declined,
      )
    }
    for (let call = 0; call < 20; call++) {
      const leave = new AbortController()
      const left = policy.execute(() => new Promise(() => {}), { signal: leave.signal })
      leave.abort(new Error('left'))
      await assert.rejects(left, { message: 'left' })
    }
    assert.equal(policy.state(), 'closed')
  })
})

describe('a bulkhead', () => {
  it('lets two through, one wait, and refuses the next', async () => {
    const policy = policyWith({})
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const calls = [0, 1, 2, 3].map((id) =>
      policy
        .execute(async () => {
          log.push(`${id} enters`)
          await gates[id]?.promise
          log.push(`${id} leaves`)
        })
        .catch((error: Failure) => log.push(`${id} ${error.code}`)),
    )
    await settled()
    gates[1]?.resolve()
    await settled()
    gates[0]?.resolve()
    await Promise.all(calls)
    assert.deepEqual(log, [
      '0 enters',
      '1 enters',
      'refused-full',
      '3 UNAVAILABLE',
      '1 leaves',
      '2 enters',
      '2 leaves',
      '0 leaves',
    ])
  })
})

function policyWith(options: PolicyOptions, changes: Partial<PolicyWiring> = {}) {
  return createPolicy(
    'shop',
    { ...wiring, ...changes },
    {
      sleep: async (ms) => void log.push(`sleep ${ms}`),
      onEvent: (_, event) => log.push(event),
      ...options,
    },
  )
}

function fail(): Promise<never> {
  log.push('call')
  return Promise.reject(down)
}

/** Lets everything that waits for promises only, and not for time, come to rest. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
