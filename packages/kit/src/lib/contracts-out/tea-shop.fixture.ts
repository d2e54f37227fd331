import { Type } from 'typebox'

import { on } from '../channel/listener.ts'
import { event } from '../contract/event.ts'
import { command, query } from '../contract/operation.ts'
import { pageInput, pageOf } from '../contract/page.ts'
import { defineModule } from '../module/define-module.ts'
import { handle } from '../module/handle.ts'

/** A small module with one of everything that transports and documents have to carry; for tests. */

const Tea = Type.Object(
  {
    teaId: Type.String({ format: 'uuid' }),
    name: Type.String({ minLength: 1, maxLength: 80 }),
    cents: Type.Integer({ minimum: 0 }),
    version: Type.Integer({ minimum: 1 }),
  },
  { title: 'Tea' },
)
const teaId = Type.String({ format: 'uuid', description: 'Which tea.' })

export const listTeas = query({
  name: 'tea.listTeas',
  summary: 'Lists teas, newest first.',
  input: Type.Object({
    ...pageInput,
    inStock: Type.Optional(Type.Boolean()),
    tag: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { maxItems: 5 })),
    belowCents: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
  }),
  output: pageOf(Tea),
  access: 'public',
  rest: 'GET /teas',
  cacheSeconds: 30,
  paged: true,
})

export const getTea = query({
  name: 'tea.getTea',
  summary: 'Shows one tea.',
  input: Type.Object({ teaId }),
  output: Tea,
  errors: { NO_SUCH_TEA: { kind: 'not-found', says: 'There is no tea with this id.' } },
  access: 'public',
  rest: { route: 'GET /teas/{teaId}', etag: 'version' },
})

export const brewTea = command({
  name: 'tea.brewTea',
  summary: 'Brews a pot.',
  input: Type.Object({
    teaId,
    cups: Type.Integer({ minimum: 1, maximum: 10 }),
    note: Type.Optional(Type.String({ maxLength: 100 })),
  }),
  output: Type.Object({ potId: Type.String({ format: 'uuid' }), cups: Type.Integer() }),
  errors: {
    NO_SUCH_TEA: { kind: 'not-found' },
    OUT_OF_TEA: {
      kind: 'conflict',
      says: 'There is not enough tea.',
      data: Type.Object({ cupsLeft: Type.Integer({ minimum: 0 }) }),
    },
    POT_IN_USE: { kind: 'conflict', says: 'The pot is in use.' },
  },
  access: ['customer', 'staff'],
  rest: { route: 'POST /teas/{teaId}/pots', status: 201 },
  idempotency: 'key',
  batch: 3,
})

export const setPrice = command({
  name: 'tea.setPrice',
  summary: 'Sets the price of a tea.',
  input: Type.Object({ teaId, version: Type.Integer(), cents: Type.Integer({ minimum: 0 }) }),
  output: Tea,
  errors: { CHANGED_MEANWHILE: { kind: 'precondition' } },
  access: ['staff'],
  rest: { route: 'PUT /teas/{teaId}/price', headers: { version: 'If-Match' }, etag: 'version' },
  idempotency: 'natural',
  deprecatedSince: '2026-01-31',
})

export const removeTea = command({
  name: 'tea.removeTea',
  summary: 'Takes a tea off the list.',
  input: Type.Object({ teaId }),
  output: Type.Null(),
  access: ['staff'],
  rest: { route: 'DELETE /teas/{teaId}', status: 204 },
  idempotency: 'natural',
})

export const receiveHarvest = command({
  name: 'tea.receiveHarvest',
  summary: 'Hears from the tea garden.',
  input: Type.Object({ garden: Type.String(), payload: Type.String(), signature: Type.String() }),
  output: Type.Object({}),
  access: 'public',
  rest: {
    route: 'POST /harvests/{garden}',
    rawBody: 'payload',
    headers: { signature: 'Garden-Signature' },
  },
  idempotency: 'natural',
})

export const countLeaves = query({
  name: 'tea.countLeaves',
  summary: 'Counts leaves, for other modules only.',
  input: Type.Object({}),
  output: Type.Integer(),
  access: 'internal',
})

export const teaBrewed = event({
  name: 'tea.teaBrewed',
  summary: 'A pot was brewed.',
  data: Type.Object({ potId: Type.String({ format: 'uuid' }), cups: Type.Integer({ minimum: 1 }) }),
})

const potWashed = event({
  name: 'kitchen.potWashed',
  summary: 'A pot is clean again.',
  data: Type.Object({ potId: Type.String({ format: 'uuid' }) }),
})

const unasked = async (): Promise<never> => {
  throw new Error('the documents never run a handler')
}

export const teaShop = defineModule({
  name: 'tea',
  summary: 'Sells and brews tea.',
  migrations: new URL('./', import.meta.url),
  handlers: [
    handle(listTeas, unasked),
    handle(getTea, unasked),
    handle(brewTea, unasked),
    handle(setPrice, unasked),
    handle(removeTea, unasked),
    handle(receiveHarvest, unasked),
    handle(countLeaves, unasked),
  ],
  events: [teaBrewed],
  listeners: [on(potWashed, 'tea.reusePot', async () => {})],
})
