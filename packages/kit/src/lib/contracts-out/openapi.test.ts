import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'

import { Type } from 'typebox'

import { query } from '../contract/operation.ts'
import { doors } from '../feed/testing/swings.ts'
import { defineModule } from '../module/define-module.ts'
import { handle } from '../module/handle.ts'
import { emitOpenApi, type OpenApiDocument } from './openapi.ts'
import { teaShop } from './tea-shop.fixture.ts'

const run = promisify(execFile)
const document = emitOpenApi([teaShop], { title: 'Tea shop', version: '2.3.4' })

describe('emitOpenApi', () => {
  it('is found valid by Redocly under its strict rules, examples included', async () => {
    assert.deepEqual(await lint(document), [])
  })

  it('would be found invalid if a parameter were forgotten', async () => {
    const broken = structuredClone(document)
    delete operationAt(broken, '/v1/teas/{teaId}', 'delete').parameters
    assert.deepEqual(await lint(broken), ['path-parameters-defined'])
  })

  it('describes what can be followed as a stream of events', async () => {
    const followed = emitOpenApi([doors], { title: 'Doors' })
    assert.deepEqual(await lint(followed), [])
    const swings = operationAt(followed, '/v1/swings', 'get')
    assert.deepEqual(
      (swings.parameters as { name: string }[]).map(({ name }) => name),
      ['door', 'after', 'Last-Event-ID'],
    )
    const responses = swings.responses as Record<string, { content: object }>
    assert.deepEqual(Object.keys(responses[200]?.content ?? {}), ['text/event-stream'])
    assert.ok(['400', '401', '403', '406', '412', '503'].every((status) => status in responses))
  })

  it('is the same on every run', () => {
    const again = emitOpenApi([teaShop], { title: 'Tea shop', version: '2.3.4' })
    assert.equal(JSON.stringify(again), JSON.stringify(document))
  })

  it('names every operation that has a REST face, and none that is internal', () => {
    const ids = Object.values(document.paths).flatMap((item) =>
      Object.values(item).map((operation) => (operation as { operationId: string }).operationId),
    )
    assert.deepEqual(ids.sort(), [
      'tea.brewTea',
      'tea.brewTea.batch',
      'tea.getTea',
      'tea.listTeas',
      'tea.receiveHarvest',
      'tea.removeTea',
      'tea.setPrice',
    ])
  })

  it('says who may ask, and what makes a repeat harmless', () => {
    const brew = operationAt(document, '/v1/teas/{teaId}/pots', 'post')
    assert.deepEqual(brew['x-roles'], ['customer', 'staff'])
    assert.deepEqual(brew.security, [{ bearer: [] }])
    assert.equal(brew['x-idempotency'], 'key')
    assert.deepEqual(brew.parameters?.at(-1), { $ref: '#/components/parameters/IdempotencyKey' })
    const get = operationAt(document, '/v1/teas/{teaId}', 'get')
    assert.equal(get['x-access'], 'public')
    assert.deepEqual(get.security, [{}, { bearer: [] }])
    const price = operationAt(document, '/v1/teas/{teaId}/price', 'put')
    assert.deepEqual([price.deprecated, price['x-deprecated-since']], [true, '2026-01-31'])
  })

  it('splits the input over path, header and body', () => {
    const { parameters, requestBody } = operationAt(document, '/v1/teas/{teaId}/price', 'put')
    assert.deepEqual(parameters, [
      {
        name: 'teaId',
        in: 'path',
        required: true,
        description: 'Which tea.',
        schema: { type: 'string', format: 'uuid' },
      },
      {
        name: 'If-Match',
        in: 'header',
        required: true,
        schema: { type: 'string', examples: ['"1"'] },
      },
      { $ref: '#/components/parameters/Deadline' },
      { $ref: '#/components/parameters/PreferMinimal' },
    ])
    assert.deepEqual(requestBody, {
      required: true,
      content: {
        'application/json': {
          schema: {
            type: 'object',
            properties: { cents: { type: 'integer', minimum: 0 } },
            required: ['cents'],
          },
          example: { cents: 1 },
        },
      },
    })
  })

  it('lists the codes of every failure, each with the data it declares', () => {
    const { responses } = operationAt(document, '/v1/teas/{teaId}/pots', 'post')
    assert.deepEqual(Object.keys(responses), [
      ...[
        '201',
        '400',
        '401',
        '403',
        '404',
        '409',
        '413',
        '415',
        '422',
        '429',
        '500',
        '503',
        '504',
      ],
    ])
    const { content } = responses['409'] as { content: Record<string, { schema: unknown }> }
    assert.deepEqual(content['application/problem+json']?.schema, {
      allOf: [
        { $ref: '#/components/schemas/Problem' },
        {
          oneOf: [
            { required: ['code'], properties: { code: { enum: ['POT_IN_USE'] } } },
            {
              required: ['code', 'data'],
              properties: {
                code: { enum: ['OUT_OF_TEA'] },
                data: {
                  type: 'object',
                  required: ['cupsLeft'],
                  properties: { cupsLeft: { type: 'integer', minimum: 0 } },
                },
              },
            },
          ],
        },
      ],
    })
  })

  it('keeps two schemas of one title apart', () => {
    const other = query({
      name: 'coffee.getTea',
      summary: 'Shows what coffee people call tea.',
      input: Type.Object({}),
      output: Type.Object({ strength: Type.Integer() }, { title: 'Tea' }),
      access: 'public',
      rest: 'GET /coffee',
    })
    const coffee = defineModule({
      name: 'coffee',
      summary: 'Coffee.',
      migrations: new URL('./', import.meta.url),
      handlers: [handle(other, async () => ({ strength: 1 }))],
    })
    const both = emitOpenApi([teaShop, coffee], { title: 'Both' })
    const { responses } = operationAt(both, '/v1/coffee', 'get')
    const answer = responses['200'] as { content: Record<string, { schema: object }> }
    assert.deepEqual(Object.keys(answer.content['application/json']?.schema ?? {}), [
      'type',
      'required',
      'properties',
      'title',
    ])
  })
})

interface EmittedOperation {
  parameters?: object[]
  requestBody?: object
  responses: Record<string, object>
  [field: string]: unknown
}

function operationAt(from: OpenApiDocument, path: string, method: string): EmittedOperation {
  const operation = from.paths[path]?.[method]
  assert.ok(operation, `${method} ${path} is missing`)
  return operation as EmittedOperation
}

/** Rules of Redocly that the document breaks. No license: that is the owner's to say. */
async function lint(openapi: OpenApiDocument): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'openapi-'))
  const file = join(folder, 'openapi.json')
  try {
    await writeFile(file, JSON.stringify(openapi))
    const rules = ['--extends=recommended-strict', '--skip-rule=info-license', '--format=json']
    const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }
    const linted = run(process.execPath, [redocly(), 'lint', file, ...rules], { env })
    const { stdout } = await linted.catch((failed: { stdout: string }) => failed) // exit 1 = problems
    const { problems } = JSON.parse(stdout) as { problems: { ruleId: string }[] }
    return problems.map(({ ruleId }) => ruleId)
  } finally {
    await rm(folder, { recursive: true })
  }
}

function redocly(): string {
  const manifest = createRequire(import.meta.url).resolve('@redocly/cli/package.json')
  return join(dirname(manifest), 'bin', 'cli.js')
}
