import { handle } from '@archwright/kit'
import { personalData as declare } from '@archwright/kit/contract'

/** What carts hold of a person: what they meant to order. */
export const personalData = declare('carts')

export const handleFindPersonalData = handle(personalData.find, async ({ id }, { sql }) => ({
  knownAs: [],
  held: [
    {
      what: 'carts',
      why: 'to be there when the customer comes back',
      rows: await sql`
        select id, status, lines, order_id as "orderId", updated_at as "updatedAt"
        from carts.cart where customer_id = ${id} or merged_by = ${id}`,
    },
  ],
}))

export const handleErasePersonalData = handle(personalData.erase, async ({ id }, { sql }) => {
  const carts = await sql`
    delete from carts.cart where customer_id = ${id} or merged_by = ${id} returning 1`
  return { erased: [{ what: 'carts', count: carts.length }], kept: [] }
})
