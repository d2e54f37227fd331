import { randomUUID } from 'node:crypto'

import type { Client } from 'pg'

import type { Buyer } from '../step.ts'
import type { TokenPress } from '../token-press.ts'
import type { FilledCart, ShopState } from './state.ts'

const LINES = 2

/** Buyers who exist for the saturation only: signed in, each with a filled cart. */
export interface CartFiller {
  /** Fills so many carts, each of another customer; with one of this sku where one is given. */
  fill(count: number, sku?: string): Promise<FilledCart[]>
}

/**
 * A customer has one open cart, so thousands of filled carts need thousands of customers. They and their carts
 * are written into the modules' own tables, and their tokens signed by the proof.
 */
export function createCartFiller(
  database: Pick<Client, 'query'>,
  state: ShopState,
  issue: TokenPress,
): CartFiller {
  let client = 0
  return {
    async fill(count, sku) {
      const buyers = Array.from({ length: count }, () => {
        const customerId = randomUUID()
        client += 1
        return { customerId, token: issue(customerId), client }
      })
      await addMailAddresses(
        database,
        buyers.map(({ customerId }) => customerId),
      )
      return await fillCartsOf(database, { buyers, state, ...(sku ? { sku } : {}) })
    },
  }
}

/** Gives each buyer an open cart with something in it: one of `sku` where that is given. */
export async function fillCartsOf(
  database: Pick<Client, 'query'>,
  {
    buyers,
    state,
    sku,
  }: { buyers: readonly Buyer[]; state: Pick<ShopState, 'items'>; sku?: string },
): Promise<FilledCart[]> {
  const lines = buyers.map((_, index) =>
    JSON.stringify(sku ? { [sku]: 1 } : linesFor(state, index)),
  )
  const { rows } = await database.query<{ id: string; customer_id: string }>(
    `insert into carts.cart (id, customer_id, status, lines, version, updated_at)
     select gen_random_uuid(), owner, 'open', lines, 2, now()
     from unnest($1::text[], $2::jsonb[]) as given (owner, lines)
     returning id, customer_id`,
    [buyers.map(({ customerId }) => customerId), lines],
  )
  const cartOf = new Map(rows.map(({ id, customer_id }) => [customer_id, id]))
  return buyers.map((buyer) => ({ ...buyer, cartId: cartOf.get(buyer.customerId) ?? '' }))
}

function linesFor({ items }: Pick<ShopState, 'items'>, index: number): Record<string, number> {
  const lines = Array.from({ length: LINES }, (_, line) => {
    const item = items[(index * 7 + line * 13) % items.length]
    return [item?.sku ?? '', 1 + (index % 3)] as const
  })
  return Object.fromEntries(lines)
}

/** Makes customers known to the notifications, as their registration would have. */
export async function addMailAddresses(
  database: Pick<Client, 'query'>,
  customerIds: readonly string[],
): Promise<void> {
  await database.query(
    `insert into notifications.customer (customer_id, email, name)
     select id, id || '@example.com', 'Buyer' from unnest($1::text[]) as id`,
    [customerIds],
  )
}
