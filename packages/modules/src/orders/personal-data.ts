import { handle } from '@archwright/kit'
import { personalData as declare } from '@archwright/kit/contract'

/** What orders hold of a person: what they bought, by the id of their account and by nothing else. */
export const personalData = declare('orders')

export const handleFindPersonalData = handle(personalData.find, async ({ id }, { sql }) => ({
  knownAs: [],
  held: [
    {
      what: 'orders',
      why: 'to deliver and account for them',
      rows: await sql`
        select order_id as "orderId", status, currency, total, placed_at as "placedAt",
          (select jsonb_agg(jsonb_build_object('sku', sku, 'quantity', quantity, 'unitPrice', unit_price))
            from orders.order_lines where order_lines.order_id = orders.order_id) as lines
        from orders.orders where customer_id = ${id} order by order_id`,
    },
  ],
}))

// GDPR Art. 17(3)(b). Ten years are the longest of the usual duties (Germany: AO §147); what remains names nobody
// once the account is gone.
const because =
  'sales are kept for ten years by commercial and tax law; without the account they name nobody'

export const handleErasePersonalData = handle(personalData.erase, async ({ id }, { sql }) => {
  const [row] = await sql<{ count: number }>`
    select count(*) as count from orders.orders where customer_id = ${id}`
  return { erased: [], kept: [{ what: 'orders', count: row?.count ?? 0, because }] }
})
