import { defineModule, handle } from '@archwright/kit'
import { command, query } from '@archwright/kit/contract'
import { Type } from 'typebox'

/** What all servers offer: a validated, authenticated read and write that cost nothing themselves. */

const Tea = Type.Object(
  {
    teaId: Type.String({ format: 'uuid' }),
    name: Type.String({ minLength: 1, maxLength: 80 }),
    categories: Type.Array(Type.String({ maxLength: 60 }), { maxItems: 10 }),
    price: Type.Object({
      amount: Type.Integer({ minimum: 0 }),
      currency: Type.String({ pattern: '^[A-Z]{3}$' }),
    }),
    version: Type.Integer({ minimum: 1 }),
  },
  { title: 'Tea' },
)

export const getTea = query({
  name: 'tea.getTea',
  summary: 'Shows a tea.',
  input: Type.Object({ teaId: Type.String({ format: 'uuid' }) }),
  output: Tea,
  access: ['customer'],
  rest: 'GET /teas/{teaId}',
  gather: 64,
})

export const changeTea = command({
  name: 'tea.changeTea',
  summary: 'Changes a tea.',
  input: Type.Omit(Tea, ['version']),
  output: Tea,
  access: ['customer'],
  rest: 'POST /teas',
  idempotency: 'natural',
  gather: 64,
})

export const tea = {
  teaId: '01938d5e-7c1a-7b3e-9f64-2f1c0a5d8e11',
  name: 'Sencha',
  categories: ['green-tea', 'gifts'],
  price: { amount: 450, currency: 'EUR' },
  version: 7,
}

export const teaModule = defineModule({
  name: 'tea',
  summary: 'Teas.',
  handlers: [
    handle(getTea, { runMany: async (members) => members.map(() => tea) }),
    handle(changeTea, { oneStatement: true, runMany: async (members) => members.map(() => tea) }),
  ],
})
