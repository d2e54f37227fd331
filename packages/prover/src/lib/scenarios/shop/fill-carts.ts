import { randomUUID } from 'node:crypto'

import type { Client } from 'pg'

import type { FilledCart, ShopState } from './state.ts'
import type { TokenPress } from './token-press.ts'

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
      const owners = Array.from({ length: count }, () => randomUUID())
      await addMailAddresses(database, owners)
      const { rows } = await database.query<{ id: string; customer_id: string }>(
        `insert into carts.cart (id, customer_id, status, lines, version, updated_at)
         select gen_random_uuid(), owner, 'open', lines, 2, now()
         from unnest($1::text[], $2::jsonb[]) as given (owner, lines)
         returning id, customer_id`,
        [
          owners,
          owners.map((_, index) => JSON.stringify(sku ? { [sku]: 1 } : linesFor(state, index))),
        ],
      )
      return rows.map(({ id, customer_id }) => {
        client += 1
        return { cartId: id, customerId: customer_id, token: issue(customer_id), client }
      })
    },
  }
}

function linesFor({ items }: ShopState, index: number): Record<string, number> {
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
