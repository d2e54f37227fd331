import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** Files of a folder that goes with the test. */
export async function folderOf(files: Readonly<Record<string, string | object>>) {
  const folder = await mkdtemp(path.join(tmpdir(), 'differ-'))
  for (const [name, content] of Object.entries(files)) {
    const text = typeof content === 'string' ? content : JSON.stringify(content)
    await writeFile(path.join(folder, name), text)
  }
  return {
    path: folder,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}

/** A contract as a plain object, deep and mutable: each call gives a new one. */
// biome-ignore lint/suspicious/noExplicitAny: tests change any part of a document
export type Document = any

export function teaApi(): Document {
  const tea = {
    type: 'object',
    required: ['id', 'name'],
    properties: {
      id: { type: 'string' },
      name: { type: 'string', maxLength: 40 },
      size: { type: 'string', enum: ['small', 'large'] },
    },
  }
  const response = { description: 'A tea.', content: { 'application/json': { schema: tea } } }
  const body = {
    type: 'object',
    required: ['name'],
    properties: { name: { type: 'string', maxLength: 40 }, note: { type: 'string' } },
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Tea', version: '1.0.0' },
    paths: {
      '/v1/teas/{id}': {
        get: {
          operationId: 'tea.getTea',
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
          responses: { 200: response },
        },
      },
      '/v1/teas': {
        post: {
          operationId: 'tea.addTea',
          'x-access': 'roles',
          'x-roles': ['staff', 'partner'],
          'x-idempotency': 'natural',
          requestBody: { required: true, content: { 'application/json': { schema: body } } },
          responses: { 201: response },
        },
      },
    },
  }
}

export function teaEvents(): Document {
  return {
    asyncapi: '3.0.0',
    info: { title: 'Tea', version: '1.0.0' },
    channels: {
      'tea.brewed': { messages: { event: { $ref: '#/components/messages/tea.brewed' } } },
      'cups.washed': { messages: { event: { $ref: '#/components/messages/cups.washed' } } },
    },
    operations: {
      'tea.brewed.send': { action: 'send', channel: { $ref: '#/channels/tea.brewed' } },
      'tea.reuse.receive': { action: 'receive', channel: { $ref: '#/channels/cups.washed' } },
    },
    components: {
      messages: {
        'tea.brewed': { payload: { $ref: '#/components/schemas/Brewed' } },
        'cups.washed': {
          payload: { type: 'object', required: ['cup'], properties: { cup: { type: 'string' } } },
        },
      },
      schemas: {
        Brewed: {
          type: 'object',
          required: ['pot', 'cups'],
          properties: {
            pot: { type: 'string', format: 'uuid' },
            cups: { type: 'integer', minimum: 1, maximum: 9 },
            note: { anyOf: [{ type: 'string' }, { type: 'null' }] },
          },
        },
      },
    },
  }
}
