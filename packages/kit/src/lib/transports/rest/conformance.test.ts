import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

import { type BuiltInCode, builtIn, builtInFailures, failuresOf } from '../../contract/failure.ts'
import { emitOpenApi } from '../../contracts-out/openapi.ts'
import { brewTea, teaShop } from '../../contracts-out/tea-shop.fixture.ts'
import { createRestServer, type RestServer } from './rest-server.ts'

const path = '/v1/teas/{teaId}/pots'
const teaId = '01938d5e-7c1a-7b3e-9f64-2f1c0a5d8e11'
const document = emitOpenApi([teaShop], { title: 'Tea shop' })
const ajv = new Ajv2020({ strict: false })
formats.default(ajv)
ajv.addSchema(document, 'document')

let server: RestServer
let url: string
let failure: Error

before(async () => {
  server = await createRestServer({
    dispatcher: { dispatch: () => Promise.reject(failure) },
    modules: [teaShop],
  })
  url = await server.listen(0)
})
after(() => server.close())

describe('an answer is as the document says:', () => {
  const fail = failuresOf(brewTea.errors)
  const evidence: Partial<Record<BuiltInCode, unknown>> = {
    INVALID_INPUT: { problems: [{ path: '/cups', problem: 'must be integer' }] },
  }
  const offered = (Object.keys(builtInFailures) as BuiltInCode[]).filter(
    (code) => !['UNKNOWN_OPERATION', 'FEED_GONE', 'INSUFFICIENT_SIGN_IN'].includes(code), // of other calls
  )
  const failures = [
    fail.NO_SUCH_TEA(),
    fail.OUT_OF_TEA({ cupsLeft: 1 }),
    fail.POT_IN_USE(),
    ...offered.map((code) => builtIn(code, { data: evidence[code] })),
    builtIn('INVALID_INPUT'),
    Object.assign(new TypeError('a bug'), { code: 'INTERNAL' }),
  ]
  for (const one of failures) {
    it(`${one.code}${'data' in one && one.data ? ' with data' : ''}`, async () => {
      failure = one
      const { status, body } = await brew()
      assert.equal(body.code, one.code)
      assert.deepEqual(complaints(status, body), [])
    })
  }

  it('and would be found out if it were not', async () => {
    failure = fail.OUT_OF_TEA({ cupsLeft: 1 })
    const { status, body } = await brew()
    assert.notDeepEqual(complaints(status, { ...body, data: { cupsLeft: 'one' } }), [])
    assert.notDeepEqual(complaints(status, { ...body, data: undefined }), [])
    assert.notDeepEqual(complaints(status, { ...body, code: 'TEAPOT' }), [])
  })
})

async function brew(): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(url + path.replace('{teaId}', teaId), { method: 'POST' })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

function complaints(status: number, body: object): unknown[] {
  const operation = document.paths[path]?.post ?? assert.fail('the operation is missing')
  const { responses } = operation as { responses: Record<string, object> }
  const response = responses[status] ?? {}
  const pointer =
    '$ref' in response
      ? String(response.$ref)
      : pointerTo('paths', path, 'post', 'responses', `${status}`)
  const media = pointerTo('content', 'application/problem+json', 'schema').slice(1)
  const validate = ajv.compile({ $ref: `document${pointer}${media}` })
  validate(JSON.parse(JSON.stringify(body)))
  return validate.errors ?? []
}

function pointerTo(...parts: string[]): string {
  const escaped = parts.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1'))
  return `#/${escaped.map(encodeURIComponent).join('/')}`
}
