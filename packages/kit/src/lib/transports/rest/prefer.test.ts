import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { startTestProcess, type TestProcess } from '../../app/test-process.ts'
import { sweets } from '../../app/testing/sample.ts'
import { counting } from '../../operations/testing/counting.ts'

let running: TestProcess
let authorization: string
before(async () => {
  running = await startTestProcess({
    modules: { sweets: () => sweets(), counting: () => counting() },
  })
  authorization = `Bearer ${await running.tokenFor('ann', 'customer')}`
})
after(() => running[Symbol.asyncDispose]())

describe('Prefer: wait', () => {
  it('is answered with the end of the work when that comes in time', async () => {
    const ended = await count('ends', { to: 3 }, 'wait=10')
    assert.equal(ended.status, 200)
    assert.equal(ended.headers.get('preference-applied'), 'wait=10')
    assert.equal(ended.headers.get('idempotency-replayed'), null)
    const { id, state, result } = await bodyOf(ended)
    assert.deepEqual([state, result], ['done', { counted: 3 }])
    assert.equal(ended.headers.get('location'), `/v1/operations/${id}`)
  })

  it('is answered with what is accepted when it does not, with respond-async and without', async () => {
    const slow = { to: 1_000, pauseMs: 100 }
    for (const prefer of [undefined, 'respond-async', 'respond-async, wait=1', 'wait=soon']) {
      const accepted = await count(`slow-${prefer}`, slow, prefer)
      assert.equal(accepted.status, 202, prefer)
      const { id, state } = await bodyOf(accepted)
      assert.equal(state, 'running')
      const applied = prefer === 'wait=soon' ? null : (prefer ?? null)
      assert.equal(accepted.headers.get('preference-applied'), applied)
      const path = `/v1/operations/${id}/cancel`
      await fetch(running.app.url + path, { method: 'POST', headers: { authorization } })
    }
  })
})

describe('Prefer: return=minimal', () => {
  it('leaves the body of a command out, and of a query never', async () => {
    const filled = await fill('minimal', 'foo; bar="1", Return="minimal"; baz')
    assert.deepEqual([filled.status, await filled.text()], [204, ''])
    assert.equal(filled.headers.get('preference-applied'), 'return=minimal')
    const whole = await fill('minimal', 'return=representation')
    assert.deepEqual([whole.status, await whole.json()], [200, { sweets: 7 }])
    assert.equal(whole.headers.get('idempotency-replayed'), 'true')

    const headers = { authorization, prefer: 'return=minimal' }
    const read = await fetch(`${running.app.url}/v1/jars/minimal`, { headers })
    assert.deepEqual([read.status, read.headers.get('preference-applied')], [200, null])
  })

  it('is not followed where something is made: its answer tells what', async () => {
    const paths = (await bodyOf(await fetch(`${running.app.url}/v1/openapi.json`))).paths
    for (const { post } of Object.values(paths as Record<string, { post?: Described }>)) {
      const isMinimal = post?.responses['204'] !== undefined
      assert.ok(!isMinimal || post?.responses['200'], post?.operationId)
    }
  })

  it('leaves problems as they are', async () => {
    const refused = await fill('too-much', 'return=minimal', 101)
    assert.equal(refused.status, 409)
    assert.equal((await bodyOf(refused)).code, 'JAR_IS_FULL')
  })
})

describe('the OpenAPI document', () => {
  it('names the preferences that an operation follows, and the answers they lead to', async () => {
    const document = await bodyOf(await fetch(`${running.app.url}/v1/openapi.json`))
    const paths = document.paths as Record<string, Record<string, Described>>
    const counts = paths['/v1/counts']?.post
    const jar = Object.values(paths).find(({ post }) => post?.operationId === 'sweets.fill')?.post
    const refs = (described?: Described) => described?.parameters.map(({ $ref }) => $ref) ?? []
    assert.ok(refs(counts).includes('#/components/parameters/PreferWait'))
    assert.ok(counts?.responses['200'] && counts.responses['202'])
    assert.ok(refs(jar).includes('#/components/parameters/PreferMinimal'))
    assert.ok(jar?.responses['204'])
  })
})

interface Described {
  readonly operationId: string
  readonly parameters: readonly { readonly $ref?: string }[]
  readonly responses: Readonly<Record<string, object>>
}

async function bodyOf(response: Response): Promise<Record<string, unknown>> {
  return (await response.json()) as Record<string, unknown> // every answer here is an object
}

function count(key: string, input: object, prefer?: string): Promise<Response> {
  return post('/v1/counts', { key, input, ...(prefer === undefined ? {} : { prefer }) })
}

function fill(key: string, prefer: string, sweets = 7): Promise<Response> {
  return post(`/v1/jars/${key}/sweets`, { key, prefer, input: { sweets } })
}

interface Posted {
  readonly key: string
  readonly input: object
  readonly prefer?: string
}

function post(path: string, { key, input, prefer }: Posted): Promise<Response> {
  return fetch(running.app.url + path, {
    method: 'POST',
    headers: {
      authorization,
      'content-type': 'application/json',
      'idempotency-key': key,
      ...(prefer === undefined ? {} : { prefer }),
    },
    body: JSON.stringify(input),
  })
}
