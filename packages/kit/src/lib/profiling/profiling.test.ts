import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { Type } from 'typebox'

import { startTestProcess, type TestProcess } from '../app/test-process.ts'
import { query } from '../contract/operation.ts'
import { defineModule } from '../module/define-module.ts'
import { handle } from '../module/handle.ts'

const count = query({
  name: 'tea.count',
  summary: 'Counts leaves one by one',
  access: 'public',
  rest: 'GET /leaves',
  input: Type.Object({}),
  output: Type.Object({ leaves: Type.Number() }),
})

function countLeavesSlowly(): number {
  let leaves = 0
  const until = performance.now() + 300
  while (performance.now() < until) leaves += Math.sqrt(leaves + 1)
  return leaves
}

const tea = defineModule({
  name: 'tea',
  summary: 'Teas',
  handlers: [handle(count, async () => ({ leaves: countLeavesSlowly() }))],
})

let started: TestProcess
before(async () => {
  started = await startTestProcess({
    modules: { tea: () => tea },
    wiring: { telemetry: { sampleRatio: 0, profiles: true } },
  })
})
after(() => started[Symbol.asyncDispose]())

interface Answer {
  readonly code?: string
  readonly host: string
  readonly profile: {
    readonly nodes?: readonly { readonly callFrame: { readonly functionName: string } }[]
    readonly head?: { readonly children: readonly unknown[] }
  }
}

async function ask(token: string | undefined, input: object) {
  const response = await fetch(`${started.app.url}/v1/profiles`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify(input),
  })
  return { status: response.status, answer: (await response.json()) as Answer }
}

describe('a profile of a running process', { timeout: 120_000 }, () => {
  it('names the function that keeps it busy', async () => {
    const staff = await started.tokenFor('sue', 'staff')
    let taken = false
    const taking = ask(staff, { of: 'cpu', seconds: 3 }).finally(() => {
      taken = true
    })
    while (!taken) await (await fetch(`${started.app.url}/v1/leaves`)).text()
    const { status, answer } = await taking
    assert.equal(status, 200)
    const names = answer.profile.nodes?.map(({ callFrame }) => callFrame.functionName)
    assert.ok(names?.includes('countLeavesSlowly'))
    assert.match(answer.host, new RegExp(`/${process.pid}$`))
  })

  it('tells where memory comes from', async () => {
    const staff = await started.tokenFor('sue', 'staff')
    const { answer } = await ask(staff, { of: 'memory', seconds: 1 })
    assert.ok(answer.profile.head?.children)
  })

  it('is for staff only, one at a time and for so long and no longer', async () => {
    const [staff, customer] = [
      await started.tokenFor('sue', 'staff'),
      await started.tokenFor('ann', 'customer'),
    ]
    assert.equal((await ask(undefined, { of: 'cpu' })).status, 401)
    assert.equal((await ask(customer, { of: 'cpu' })).status, 403)
    assert.equal((await ask(staff, { of: 'cpu', seconds: 31 })).status, 400)
    const both = await Promise.all([
      ask(staff, { of: 'cpu', seconds: 6 }),
      ask(staff, { of: 'memory', seconds: 6 }),
    ])
    assert.deepEqual(both.map(({ status }) => status).toSorted(), [200, 409])
    assert.ok(both.some(({ answer }) => answer.code === 'PROFILE_UNDER_WAY'))
    assert.equal((await ask(staff, { of: 'memory', seconds: 1 })).status, 200)
  })
})

describe('without the wiring', () => {
  it('there is no such operation', async () => {
    await using plain = await startTestProcess({ modules: { tea: () => tea } })
    const response = await fetch(`${plain.app.url}/v1/profiles`, { method: 'POST' })
    assert.equal(response.status, 404)
  })
})
