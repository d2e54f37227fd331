import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'

import { auditServer } from 'graphql-http'

import { bookIdOf } from './testing/library.ts'
import { type LibraryServer, startLibrary } from './testing/start-library.ts'

let server: LibraryServer
before(async () => {
  server = await startLibrary()
})
after(() => server[Symbol.asyncDispose]())
beforeEach(() => {
  server.runs.length = 0
})

describe('GraphQL over HTTP', () => {
  it('passes every audit of graphql-http, what must and what should be', async () => {
    const results = await auditServer({ url: server.url })
    const missed = results.filter(({ status }) => status !== 'ok')
    assert.deepEqual(
      missed.map(({ id, name }) => `${id} ${name}`),
      [],
    )
    assert.ok(results.length > 60, `${results.length} audits`)
  })

  it('answers a query by GET, with its variables in the URL', async () => {
    const response = await get({
      query: 'query ($id: UUID!) { libraryGetBook(bookId: $id) { words } }',
      variables: JSON.stringify({ id: bookIdOf(3) }),
    })
    assert.deepEqual(await response.json(), {
      data: { libraryGetBook: { words: Number.MAX_SAFE_INTEGER - 3 } },
    })
  })

  it('changes nothing by GET, whichever operation of the document is named', async () => {
    const query =
      'query Read { libraryGetAuthor(authorId: 1) { name } } mutation Write { libraryBurn }'
    const response = await get({ query, operationName: 'Write' })
    assert.equal(response.status, 405)
    assert.equal(response.headers.get('allow'), 'POST')
    assert.deepEqual(server.runs, [])
  })

  it('takes no content type that a browser sends to another site without asking', async () => {
    const types = [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]
    for (const type of types) {
      const body = JSON.stringify({ query: 'mutation { libraryBurn }' })
      const headers = { 'content-type': type }
      const response = await fetch(server.url, { method: 'POST', headers, body })
      assert.equal(response.status, 415, type)
      assert.equal(await codeOf(response), 'UNSUPPORTED_MEDIA_TYPE')
    }
    assert.deepEqual(server.runs, [])
  })

  it('takes no list of requests, and no body larger than any request', async () => {
    const send = (body: string) =>
      fetch(server.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    const list = await send(
      JSON.stringify([{ query: '{ __typename }' }, { query: '{ __typename }' }]),
    )
    assert.equal(list.status, 400)
    const large = await send(
      JSON.stringify({ query: '{ __typename }', variables: { x: 'x'.repeat(2 ** 20) } }),
    )
    assert.equal(large.status, 413)
    assert.equal(await codeOf(large), 'BODY_TOO_LARGE')
  })

  it('may be kept by caches as long as the shortest of what it calls, for guests and without failures', async () => {
    const kept = async (query: string, headers: Record<string, string> = {}) =>
      (await get({ query }, headers)).headers.get('cache-control')
    const one = `libraryGetBook(bookId: "${bookIdOf(1)}") { title }`
    const token = await server.token('ann', 'librarian')
    assert.equal(await kept(`{ ${one} }`), 'public, max-age=60')
    assert.equal(
      await kept(`{ ${one} libraryListBooks { edges { cursor } } }`),
      'public, max-age=30',
    )
    assert.equal(
      await kept(`{ libraryGetBook(bookId: "${bookIdOf(1)}") { author { name } } }`),
      'no-store',
    )
    assert.equal(await kept(`{ libraryGetBook(bookId: "${bookIdOf(999)}") { title } }`), 'no-store')
    assert.equal(await kept(`{ ${one} }`, { authorization: `Bearer ${token}` }), 'no-store')
  })

  it('tells its schema when it is wired so, and does not guess names when it is not', async () => {
    const { data } = await server.ask('{ __schema { queryType { name } } }')
    assert.equal(data.__schema.queryType.name, 'Query')
    await using closed = await startLibrary({ graphql: { introspection: false } })
    for (const query of [
      '{ __schema { queryType { name } } }',
      '{ __type(name: "Book") { name } }',
    ]) {
      const { errors } = await closed.ask(query)
      assert.equal(errors?.[0]?.extensions.code, 'GRAPHQL_VALIDATION_FAILED')
    }
    const { errors } = await closed.ask('{ libraryGetBooks }')
    assert.equal(errors?.[0]?.message, 'Cannot query field "libraryGetBooks" on type "Query".')
    const page = await fetch(new URL('/graphiql', closed.url))
    assert.equal(page.status, 404)
  })

  it('shows GraphiQL on a laptop', async () => {
    const page = await fetch(new URL('/graphiql', server.url))
    assert.equal(page.status, 200)
    assert.match(await page.text(), /GraphiQL\.createFetcher\(\{ url: '\/graphql' \}\)/)
  })
})

describe('documents', () => {
  const text = '{ libraryGetAuthor(authorId: 1) { name } }'
  const hash = createHash('sha256').update(text).digest('hex')
  const persistedQuery = { version: 1, sha256Hash: hash }
  const found = { data: { libraryGetAuthor: { name: 'Author 1' } } }

  it('are remembered by their hash when a client asks for it', async () => {
    const byHash = () => post(server.url, { extensions: { persistedQuery } })
    assert.equal((await byHash()).errors?.[0]?.message, 'PersistedQueryNotFound')
    const wrong = { ...persistedQuery, sha256Hash: hash.replaceAll(/[0-9]/g, '0') }
    const refused = await post(server.url, { query: text, extensions: { persistedQuery: wrong } })
    assert.equal(refused.errors?.[0]?.extensions.code, 'BAD_REQUEST')
    assert.deepEqual(await post(server.url, { query: text, extensions: { persistedQuery } }), found)
    assert.deepEqual(await byHash(), found)
    const response = await get({ documentId: `sha256:${hash}` })
    assert.deepEqual(await response.json(), found)
  })

  it('are only those that clients were built with, where it is wired so', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'documents-'))
    await writeFile(join(folder, 'documents.json'), JSON.stringify({ author: text }))
    const documentsFile = pathToFileURL(join(folder, 'documents.json'))
    await using trusting = await startLibrary({ graphql: { documents: 'trusted', documentsFile } })
    await rm(folder, { recursive: true })

    assert.deepEqual(await post(trusting.url, { documentId: `sha256:${hash}` }), found)
    assert.deepEqual(await post(trusting.url, { extensions: { persistedQuery } }), found)
    assert.deepEqual(await post(trusting.url, { query: text }), found)
    trusting.runs.length = 0
    const other = `${text} `
    const otherHash = createHash('sha256').update(other).digest('hex')
    const learnt = {
      query: other,
      extensions: { persistedQuery: { version: 1, sha256Hash: otherHash } },
    }
    for (const body of [{ query: other }, learnt, { documentId: `sha256:${otherHash}` }]) {
      const { errors } = await post(trusting.url, body)
      assert.equal(errors?.[0]?.extensions.code, 'DOCUMENT_NOT_ALLOWED')
    }
    assert.deepEqual(trusting.runs, [])
  })
})

function get(parameters: Record<string, string>, headers: Record<string, string> = {}) {
  return fetch(`${server.url}?${new URLSearchParams(parameters)}`, { headers })
}

async function post(url: string, body: object) {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  return (await response.json()) as Awaited<ReturnType<LibraryServer['ask']>>
}

async function codeOf(response: Response): Promise<string | undefined> {
  const { errors } = (await response.json()) as Awaited<ReturnType<LibraryServer['ask']>>
  return errors?.[0]?.extensions.code
}
