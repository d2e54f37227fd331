import { handle, windowed } from '@archwright/kit'

import { getSales, orderConfirmed, type Sale } from './contract.ts'

interface Sold {
  readonly orders: number
  /** Minor units. */
  readonly revenue: number
}

/** Orders and revenue of each minute by currency. */
export const salesByMinute = windowed({
  name: 'orders.salesByMinute',
  of: orderConfirmed,
  shape: { kind: 'tumbling', seconds: 60 },
  version: 1,
  latenessSeconds: 30,
  key: ({ total }) => total.currency,
  measure: ({ total }): Sold => ({ orders: 1, revenue: total.amount }),
  combine: (one, other) => ({
    orders: one.orders + other.orders,
    revenue: one.revenue + other.revenue,
  }),
  async take(results, { sql }) {
    await sql`
      insert into orders.sales (minute, currency, orders, revenue)
      select * from unnest(${results.map(({ startsAt }) => startsAt)}::timestamptz[],
        ${results.map(({ key }) => key)}::text[], ${results.map(({ total }) => total.orders)}::int[],
        ${results.map(({ total }) => total.revenue)}::bigint[])
      on conflict (minute, currency) do update set orders = excluded.orders, revenue = excluded.revenue`
  },
})

export const handleGetSales = handle(getSales, async ({ minutes = 60 }, { sql, now }) => {
  const since = new Date(now().getTime() - minutes * 60_000)
  const rows = await sql<Row>`
    select minute, currency, orders, revenue from orders.sales
    where minute >= ${since} order by minute desc, currency limit ${most}`
  return { sales: rows.map(saleOf) }
})

/** A day of three currencies. */
const most = 4_320

interface Row {
  minute: string
  currency: string
  orders: number
  revenue: number
}

function saleOf({ minute, currency, orders, revenue: amount }: Row): Sale {
  return { minute, orders, revenue: { amount, currency } }
}
