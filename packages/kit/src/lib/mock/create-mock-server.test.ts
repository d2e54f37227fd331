import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { Check } from 'typebox/value'

import { createClient } from '../client/create-client.ts'
import type { Operation } from '../contract/operation.ts'
import * as tea from '../contracts-out/tea-shop.fixture.ts'
import type { RestServer } from '../transports/rest/rest-server.ts'
import { createMockServer } from './create-mock-server.ts'

describe('a mock of the tea shop', () => {
  let server: RestServer
  let url: string
  before(async () => {
    server = await createMockServer({ modules: [tea.teaShop] })
    url = await server.listen(0)
  })
  after(() => server.close())
  const teaId = '01938d5e-7c1a-7b3e-9f64-2f1c0a5d8e11'
  const brew = (init: { body?: object; headers?: Record<string, string> } = {}) =>
    send(`/v1/teas/${teaId}/pots`, { body: { cups: 1 }, ...init })

  it('answers with examples that its contract allows', async () => {
    const listed = await fetch(`${url}/v1/teas`)
    assert.equal(listed.status, 200)
    const { items, nextCursor } = (await listed.json()) as { items: object[]; nextCursor: unknown }
    assert.equal(items.length, 1)
    assert.ok(nextCursor === null || !Object(operationOf('tea.listTeas')).paged)
    const { status, json } = await brew({ headers: signedIn })
    assert.equal(status, 201)
    assert.ok(Check(operationOf('tea.brewTea').output, json))
  })

  it('is called by the same client as the real one', async () => {
    const client = createClient({ tea: { listTeas: operationOf('tea.listTeas') } }, { url })
    const call = Object(client.tea).listTeas
    assert.equal((await call({})).items.length, 1)
  })

  it('checks input, credentials and keys as the real one does', async () => {
    const { authorization, ...keyed } = signedIn
    const refused = [
      await brew({ headers: keyed }),
      await brew({ headers: { authorization } }),
      await brew({ body: { cups: 'two' }, headers: signedIn }),
    ]
    assert.deepEqual(
      refused.map(({ status, json }) => [status, json.code]),
      [
        [401, 'UNAUTHENTICATED'],
        [400, 'IDEMPOTENCY_KEY_MISSING'],
        [400, 'INVALID_INPUT'],
      ],
    )
  })

  it('fails as it is asked to, with evidence, and says what it could do', async () => {
    const prefer = (code: string) => brew({ headers: { ...signedIn, prefer: `code=${code}` } })
    const declared = await prefer('OUT_OF_TEA')
    assert.deepEqual([declared.status, declared.json.code], [409, 'OUT_OF_TEA'])
    assert.equal(typeof Object(declared.json.data).cupsLeft, 'number')
    assert.equal((await prefer('OVERLOADED')).status, 503)
    assert.match(String((await prefer('OUT_OF_MILK')).json.detail), /OUT_OF_TEA/)
  })

  async function send(
    path: string,
    { body, headers = {} }: { body: object; headers?: Record<string, string> },
  ) {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
    return { status: response.status, json: (await response.json()) as Record<string, unknown> }
  }
})

const signedIn = { authorization: 'Bearer anything', 'idempotency-key': 'k' }

function operationOf(name: string): Operation {
  const found = tea.teaShop.handlers.find(({ operation }) => operation.name === name)
  return found?.operation ?? assert.fail(`there is no ${name}`)
}
