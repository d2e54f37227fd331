import { Type } from 'typebox'

import { command, query } from '../../contract/operation.ts'
import type { Principal } from '../../dispatch/principal.ts'
import { defineModule } from '../../module/define-module.ts'
import { handle } from '../../module/handle.ts'

/** A small module whose answers are kept: what things cost. */

const Sku = Type.String({ maxLength: 40 })
const amount = Type.Integer({ minimum: 0 })
const errors = { NO_PRICE: { kind: 'not-found', says: 'It has no price.' } } as const

export const getPrice = query(
  {
    name: 'prices.getPrice',
    summary:
      'What a thing costs; what is not for sale (below zero in the table) is told to staff only.',
    input: Type.Object({ sku: Sku }),
    output: Type.Object({ amount: Type.Integer(), to: Type.String() }),
    errors,
    access: 'public',
  },
  { seconds: 30, absentSeconds: 5, differsBy: ['staff'], tags: ({ sku }) => [sku] },
)

export const watchPrice = query(
  {
    name: 'prices.watchPrice',
    summary: 'What a thing costs, for those who ask all the time.',
    input: Type.Object({ sku: Sku }),
    output: Type.Object({ amount: Type.Integer() }),
    errors,
    access: 'public',
  },
  { seconds: 30, differsBy: [], refill: true, tags: ({ sku }) => [sku] },
)

export const greet = query(
  {
    name: 'prices.greet',
    summary: 'Greets who asks.',
    input: Type.Object({}),
    output: Type.Object({ to: Type.String() }),
    access: 'public',
  },
  { seconds: 30, tags: () => [] },
)

export const setPrice = command({
  name: 'prices.setPrice',
  summary: 'Sets what a thing costs.',
  input: Type.Object({ sku: Sku, amount }),
  output: Type.Object({ amount }),
  access: 'public',
  idempotency: 'natural',
})

/** @param ran told of each run of a query's handler; what it returns is waited for. */
export function prices(ran: (what: string, as: Principal) => Promise<void> | void = () => {}) {
  return defineModule({
    name: 'prices',
    summary: 'What things cost.',
    migrations: new URL('./migrations/', import.meta.url),
    handlers: [
      handle(getPrice, async ({ sku }, { sql, principal, fail }) => {
        await ran(sku, principal)
        const [row] = await sql<{ amount: number }>`
          select amount from prices.price where sku = ${sku}`
        if (!row) throw fail.NO_PRICE()
        return { ...row, to: principal.roles.join() }
      }),
      handle(watchPrice, async ({ sku }, { sql, principal, fail }) => {
        await ran(`watched ${sku}`, principal)
        const [row] = await sql<{ amount: number }>`
          select amount from prices.price where sku = ${sku}`
        if (!row) throw fail.NO_PRICE()
        return row
      }),
      handle(greet, async (_, { principal }) => {
        await ran('greet', principal)
        return { to: principal.id }
      }),
      handle(setPrice, async (price, { sql, changed }) => {
        await sql`
          insert into prices.price values (${price.sku}, ${price.amount})
          on conflict (sku) do update set amount = excluded.amount`
        changed(price.sku)
        return { amount: price.amount }
      }),
    ],
  })
}
