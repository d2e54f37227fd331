import type { WorkContext } from '@archwright/kit'

import { type CartRow, insertCarts, lockOpenCarts } from './store.ts'

const tries = 5

/** The open cart of each customer, locked; opened where there is none. */
export async function openCartsOf(
  customerIds: readonly string[],
  { sql, now, newId }: WorkContext,
): Promise<Map<string, CartRow>> {
  const open = new Map<string, CartRow>()
  for (let left = [...new Set(customerIds)], tried = 0; left.length > 0; tried += 1) {
    // A cart can be ordered between the two statements; then its customer needs another one.
    if (tried === tries) throw new Error(`no open cart for ${left.length} customers`)
    const carts = left.map((customerId) => ({ id: newId(), customerId, secretHash: null }))
    await insertCarts(sql, carts, now())
    for (const row of await lockOpenCarts(sql, left)) open.set(row.customer_id ?? '', row)
    left = left.filter((id) => !open.has(id))
  }
  return open
}
