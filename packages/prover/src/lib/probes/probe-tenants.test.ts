import assert from 'node:assert/strict'
import { createServer, type IncomingMessage } from 'node:http'
import { describe, it } from 'node:test'

import { createApi } from '../contracts/api.ts'
import { createConformance } from '../contracts/conformance.ts'
import { endpointsOf, type OpenApi } from '../contracts/openapi.ts'
import { routesOf } from '../contracts/requests.ts'
import { HttpClient } from '../load/http-client.ts'
import { listen } from '../testing/listen.ts'
import { probeTenants } from './probe-tenants.ts'

describe('probeTenants', () => {
  it('finds nothing wrong where each tenant is answered its own', async () => {
    assert.deepEqual(await probe({}), { checked: 6, wrong: [] })
  })

  const planted: Record<string, [Partial<Walls>, string[]]> = {
    'a read that forgets the tenant': [
      { read: () => true },
      ['notes.getNote as customer: 200 about a thing of another tenant'],
    ],
    'a list that forgets the tenant': [
      { list: () => true },
      ['notes.listNotes as customer: 200 with n-1 of another tenant'],
    ],
    'an addition of its own in a list that forgets the tenant': [
      { list: () => true, items: ['n-3'] },
      ['notes.listNotes as customer: 200 with n-3 of another tenant'],
    ],
    'a change that tells that there is such a thing': [
      { change: () => 409 },
      ['notes.deleteNote as customer: 409 about a thing of another tenant'],
    ],
    'a wall that keeps everybody out': [
      { read: () => false },
      ['notes.getNote as customer: 404 to its own tenant'],
    ],
  }
  for (const [what, [walls, finds]] of Object.entries(planted)) {
    it(`finds ${what}`, async () => {
      assert.deepEqual((await probe(walls)).wrong, finds)
    })
  }
})

interface Walls {
  read(token: string): boolean
  list(token: string): boolean
  change(token: string): number
  items: readonly string[]
}

/** Notes n-1 and n-2 are of the tenant whose token is `own`. */
async function probe(planted: Partial<Walls>) {
  const isOwn = (token: string) => token === 'own'
  const walls: Walls = {
    read: isOwn,
    list: isOwn,
    change: () => 404,
    items: ['n-1', 'n-2'],
    ...planted,
  }
  const server = createServer((request, response) => {
    const { status, body } = answer(walls, request)
    const type = status < 300 ? 'application/json' : 'application/problem+json'
    response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body))
  })
  await using listening = await listen(server)
  const client = new HttpClient({ origins: [listening.url] })
  const endpoints = endpointsOf(document)
  try {
    return await probeTenants(createApi(client, routesOf(endpoints), createConformance(document)), {
      ...{ document, endpoints, known: { noteId: 'n-1' }, ids: ['n-1', 'n-2'] },
      own: [{ name: 'customer', role: 'customer', token: 'own' }],
      strangers: [
        { name: 'customer', role: 'customer', token: 'other' },
        { name: 'partner', role: 'partner', token: 'other' },
      ],
    })
  } finally {
    await client.close()
  }
}

function answer(walls: Walls, { method, url = '', headers }: IncomingMessage) {
  const token = (headers.authorization ?? '').replace('Bearer ', '')
  const missing = { status: 404, body: { code: 'NOTE_NOT_FOUND' } }
  if (method === 'DELETE') return { ...missing, status: walls.change(token) }
  if (method === 'POST') return { status: 200, body: { id: token === 'own' ? 'n-3' : 'n-9' } }
  if (url === '/v1/notes')
    return { status: 200, body: { items: walls.list(token) ? walls.items : [] } }
  return walls.read(token) ? { status: 200, body: { id: 'n-1' } } : missing
}

const problem = { content: { 'application/problem+json': { schema: { type: 'object' } } } }
const good = { content: { 'application/json': { schema: { type: 'object' } } } }
const operation = (operationId: string) => ({
  operationId,
  security: [{ bearer: [] }],
  'x-roles': ['customer'],
  'x-tenant': 'required',
  responses: { '200': good, '404': problem, '409': problem },
})
const noteId = { name: 'noteId', in: 'path', required: true, schema: { type: 'string' } } as const

const document: OpenApi = {
  paths: {
    '/v1/notes': { get: operation('notes.listNotes'), post: operation('notes.addNote') },
    '/v1/notes/{noteId}': {
      get: { ...operation('notes.getNote'), parameters: [noteId] },
      delete: { ...operation('notes.deleteNote'), parameters: [noteId] },
    },
  },
}
