import { setTimeout as wait } from 'node:timers/promises'

import { checkInvariants } from '../../check/invariants.ts'
import { countConfirmations } from '../../check/mails.ts'
import { countOpen, readOrders, readStock } from '../../check/read-database.ts'
import { readCharges } from '../../check/read-ledger.ts'
import type { Reckoning } from '../scenario.ts'
import type { Shop } from './shop.ts'

const REST_LIMIT_MS = 60_000
const POLL_MS = 500

/** Waits until the system is at rest, then asks all four witnesses and compares what they say. */
export async function checkShop(shop: Shop): Promise<Reckoning> {
  const { environment, simulator, history, state, progress } = shop
  await untilAtRest(shop)
  const [orders, stock] = await shop.withDatabase(
    async (database) =>
      [await readOrders(database), await readStock(database, state.initialStock)] as const,
  )
  const charges = await readCharges(simulator.url)
  const ids = new Set(orders.map(({ orderId }) => orderId))
  const confirmationMails = countConfirmations(environment.mail.mails, ids)
  const facts = { placings: history.entries(), orders, charges, stock, confirmationMails }
  const invariants = checkInvariants(facts)
  const broken = invariants.filter(({ violations }) => violations > 0)
  progress(
    `${orders.length.toLocaleString('en')} orders checked: ` +
      `${broken.length} of ${invariants.length} invariants broken`,
  )
  return { invariants, subjects: orders.length }
}

/** No order under way and every confirmation mailed; what is not so by the limit is for the checks to report. */
async function untilAtRest({ environment, withDatabase, signal, progress }: Shop): Promise<void> {
  const until = Date.now() + REST_LIMIT_MS
  for (let turn = 0; Date.now() < until; turn += 1) {
    const { open, confirmed } = await withDatabase(countOpen)
    const mailed = countMails(environment)
    if (open === 0 && mailed >= confirmed) return
    if (turn % 10 === 0) {
      progress(`waiting for ${open} orders under way and ${Math.max(0, confirmed - mailed)} mails`)
    }
    await wait(POLL_MS, undefined, { signal })
  }
}

function countMails({ mail }: Shop['environment']): number {
  const confirmations = mail.mails.filter(({ text }) => /^subject:.*is confirmed/im.test(text))
  return new Set(confirmations.map(({ messageId }) => messageId)).size
}
