import type { Entity } from '@archwright/model'

/** One entity of the shop. */
export interface ShopEntity extends Pick<Entity, 'name' | 'shape' | 'sensitivity'> {
  bytes: number
  /** Rows added for each order placed. */
  perOrder?: number
}

/** What the shop keeps, by module. */
export const shopEntities: Readonly<Record<string, readonly ShopEntity[]>> = {
  identity: [
    { name: 'User', shape: 'record', sensitivity: 'personal', bytes: 600, perOrder: 0.05 },
    { name: 'Session', shape: 'record', sensitivity: 'personal', bytes: 300, perOrder: 0.2 },
  ],
  catalog: [
    { name: 'Product', shape: 'document', sensitivity: 'none', bytes: 2000 },
    { name: 'Variant', shape: 'record', sensitivity: 'none', bytes: 300 },
  ],
  inventory: [
    { name: 'StockItem', shape: 'record', sensitivity: 'none', bytes: 100 },
    { name: 'Reservation', shape: 'record', sensitivity: 'none', bytes: 200, perOrder: 2 },
  ],
  carts: [{ name: 'Cart', shape: 'record', sensitivity: 'personal', bytes: 800, perOrder: 1 }],
  orders: [
    { name: 'Order', shape: 'record', sensitivity: 'personal', bytes: 600, perOrder: 1 },
    { name: 'OrderLine', shape: 'record', sensitivity: 'none', bytes: 150, perOrder: 2 },
    { name: 'OrderEvent', shape: 'event', sensitivity: 'none', bytes: 200, perOrder: 4 },
  ],
  payments: [
    { name: 'Payment', shape: 'record', sensitivity: 'payment', bytes: 500, perOrder: 1 },
    { name: 'ProviderEvent', shape: 'event', sensitivity: 'payment', bytes: 1200, perOrder: 2 },
  ],
  notifications: [
    { name: 'Notification', shape: 'record', sensitivity: 'personal', bytes: 500, perOrder: 1 },
  ],
}
