/** One order as a client asked for it: a key, a cart, and every answer to it. */
export interface Placing {
  key: string
  cartId: string
  customerId: string
  /** When it was first sent and last answered, epoch milliseconds. */
  askedAt: number
  toldAt: number
  /** Successful answers, in order; a repeat with the same key may get several. */
  acknowledged: { orderId: string; status: string; total: number }[]
  /** How the other attempts ended: "409 OUT_OF_STOCK", "UND_ERR_SOCKET". */
  refused: string[]
}

/** An order as the database holds it. */
export interface StoredOrder {
  orderId: string
  cartId: string
  status: string
  total: number
  currency: string
  lines: { sku: string; quantity: number }[]
}

/** What the payment provider says it did for one order, in minor units. */
export interface Charge {
  orderId: string
  captures: number
  captured: number
  refunded: number
  currency: string
}

/** One sku: what there was at the start, and what the database says now. */
export interface Stock {
  sku: string
  initial: number
  available: number
  reserved: number
  sold: number
}

/** What four witnesses say after the load: clients, database, provider and mail server. */
export interface Facts {
  placings: readonly Placing[]
  orders: readonly StoredOrder[]
  charges: readonly Charge[]
  stock: readonly Stock[]
  /** Order id → distinct confirmation mails that were delivered. */
  confirmationMails: ReadonlyMap<string, number>
}
