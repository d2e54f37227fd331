import assert from 'node:assert/strict'
import { createServer, type IncomingMessage } from 'node:http'
import { describe, it } from 'node:test'

import { createApi } from '../contracts/api.ts'
import { createConformance } from '../contracts/conformance.ts'
import { endpointsOf, type JsonSchema, type OpenApi } from '../contracts/openapi.ts'
import { routesOf } from '../contracts/requests.ts'
import { HttpClient } from '../load/http-client.ts'
import { listen } from '../testing/listen.ts'
import { probeAccess } from './probe-access.ts'
import { probeContracts } from './probe-contracts.ts'
import { probeOwnership } from './probe-ownership.ts'

describe('probeAccess', () => {
  it('finds nothing wrong where roles are kept', async () => {
    await using shop = await openShop(sound)

    const result = await probeAccess(shop.api, shop.probe)

    assert.deepEqual(result, { checked: 12, wrong: [] })
  })

  const planted: Record<string, { rules: Partial<Rules>; finds: string[] }> = {
    'an operation open to everybody': {
      rules: { mayRead: () => true },
      finds: ['orders.getOrder as guest: 200, where only customer and staff may'],
    },
    'a role that is let in too far': {
      rules: { maySetStock: (role) => role === 'staff' || role === 'customer' },
      finds: ['inventory.setStock as customer: 200, where only staff may'],
    },
    'a role that is kept out': {
      rules: { maySetStock: () => false },
      finds: ['inventory.setStock as staff: 403 FORBIDDEN, where it is allowed'],
    },
    'a token whose signature nobody checks': {
      rules: { checksSignature: false },
      finds: ['forged token: 200'],
    },
  }
  for (const [what, { rules, finds }] of Object.entries(planted)) {
    it(`finds ${what}`, async () => {
      await using shop = await openShop({ ...sound, ...rules })

      const { wrong } = await probeAccess(shop.api, shop.probe)

      assert.ok(wrong.length > 0)
      for (const found of finds)
        assert.ok(
          wrong.some((line) => line.includes(found)),
          String(wrong),
        )
    })
  }
})

describe('probeOwnership', () => {
  it('finds an order that anybody signed in may read', async () => {
    await using shop = await openShop({ ...sound, isOwner: () => true })

    const { checked, wrong } = await probeOwnership(shop.api, belongings, people)

    assert.equal(checked, 3)
    assert.deepEqual(wrong, ["orders.getOrder of somebody else's as another customer: 200"])
  })

  it('notices when not even the owner is let in', async () => {
    await using shop = await openShop({ ...sound, isOwner: () => false })

    const { wrong } = await probeOwnership(shop.api, belongings, people)

    assert.deepEqual(wrong, ['orders.getOrder as the owner: 404'])
  })
})

describe('probeContracts', () => {
  it('finds nothing wrong where bad input is refused as documented', async () => {
    await using shop = await openShop(sound)

    assert.deepEqual(await probeContracts(shop.api, shop.probe), [])
    assert.deepEqual(shop.conformance.result().wrong, [])
  })

  it('finds bad input that is taken, and answers off the contract', async () => {
    await using shop = await openShop({ ...sound, validates: false })

    const wrong = await probeContracts(shop.api, shop.probe)

    assert.ok(wrong.includes('inventory.setStock with fields of the wrong types: 200'))
    assert.match(String(shop.conformance.result().wrong), /inventory.setStock 200: body\/onHand/)
  })
})

interface Rules {
  mayRead(role: string | undefined): boolean
  maySetStock(role: string | undefined): boolean
  isOwner(subject: string): boolean
  checksSignature: boolean
  validates: boolean
}

const sound: Rules = {
  mayRead: (role) => role === 'customer' || role === 'staff',
  maySetStock: (role) => role === 'staff',
  isOwner: (subject) => subject === 'ada',
  checksSignature: true,
  validates: true,
}

async function openShop(rules: Rules) {
  const server = createServer(async (request, response) => {
    const { status, body } = await answer(rules, request)
    const type = status < 300 ? 'application/json' : 'application/problem+json'
    response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body))
  })
  const { url, ...listening } = await listen(server)
  const client = new HttpClient({ origins: [url] })
  const endpoints = endpointsOf(document)
  const conformance = createConformance(document)
  return {
    api: createApi(client, routesOf(endpoints), conformance),
    conformance,
    probe: { document, endpoints, visitors, known: {} },
    async [Symbol.asyncDispose]() {
      await client.close()
      await listening[Symbol.asyncDispose]()
    },
  }
}

async function answer(rules: Rules, request: IncomingMessage) {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const caller = callerOf(rules, request.headers.authorization)
  if (caller === 'bad') return problem(401, 'UNAUTHENTICATED')
  if (request.method === 'POST') return problem(401, 'BAD_CREDENTIALS')
  const may = request.method === 'GET' ? rules.mayRead : rules.maySetStock
  if (!may(caller?.role))
    return caller ? problem(403, 'FORBIDDEN') : problem(401, 'UNAUTHENTICATED')
  if (request.method === 'GET') {
    const isOpen = caller?.role === 'staff' || rules.isOwner(caller?.sub ?? '')
    return isOpen || !caller ? { status: 200, body: { id: 'o-1' } } : problem(404, 'NOT_FOUND')
  }
  return setStock(rules, Buffer.concat(chunks).toString())
}

function setStock({ validates }: Rules, text: string) {
  const body = parse(text)
  if (validates && !Number.isInteger(body?.onHand)) return problem(400, 'INVALID_INPUT')
  return { status: 200, body: { onHand: body?.onHand ?? null } }
}

function parse(text: string): { onHand?: unknown } | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const problem = (status: number, code: string) => ({ status, body: { code } })

function callerOf({ checksSignature }: Rules, authorization: string | undefined) {
  if (!authorization) return undefined
  const [, payload = '', signature] = authorization.replace('Bearer ', '').split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
  if (checksSignature && signature !== `${claims.sub}-signed`) return 'bad' as const
  return { sub: String(claims.sub), role: String(claims.roles[0]) }
}

function tokenOf(sub: string, role: string): string {
  const payload = Buffer.from(JSON.stringify({ sub, roles: [role] })).toString('base64url')
  return `h.${payload}.${sub}-signed`
}

const visitors = [
  { name: 'guest', role: 'guest' },
  { name: 'customer', role: 'customer', token: tokenOf('ada', 'customer') },
  { name: 'staff', role: 'staff', token: tokenOf('sam', 'staff') },
]

const belongings = [
  { operation: 'orders.getOrder', request: { params: { orderId: 'o-1' } }, isRead: true },
]
const people = {
  owner: { token: tokenOf('ada', 'customer') },
  strangers: { 'another customer': { token: tokenOf('bob', 'customer') }, guest: {} },
}

const problems = Object.fromEntries(
  ['400', '401', '403', '404'].map((status) => [
    status,
    { content: { 'application/problem+json': { schema: { type: 'object', required: ['code'] } } } },
  ]),
)
const json = (schema: JsonSchema) => ({ content: { 'application/json': { schema } } })
const stock = {
  type: 'object',
  required: ['onHand'],
  properties: { onHand: { type: 'integer', minimum: 0 } },
}

const document: OpenApi = {
  paths: {
    '/v1/orders/{orderId}': {
      get: {
        operationId: 'orders.getOrder',
        parameters: [{ name: 'orderId', in: 'path', required: true, schema: { type: 'string' } }],
        security: [{ bearer: [] }],
        'x-roles': ['customer', 'staff'],
        responses: { ...problems, '200': json({ type: 'object', required: ['id'] }) },
      },
    },
    '/v1/stock/{sku}': {
      put: {
        operationId: 'inventory.setStock',
        parameters: [{ name: 'sku', in: 'path', required: true, schema: { type: 'string' } }],
        requestBody: { required: true, ...json(stock) },
        security: [{ bearer: [] }],
        'x-roles': ['staff'],
        responses: { ...problems, '200': json(stock) },
      },
    },
    '/v1/sessions': {
      post: {
        operationId: 'identity.login',
        requestBody: { required: true, ...json({ type: 'object' }) },
        security: [{}, { bearer: [] }],
        responses: { ...problems, '201': json({ type: 'object' }) },
      },
    },
  },
}
