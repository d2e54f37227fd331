import { identityTables } from './identity-tables.ts'
import type { ReadyTable } from './ready-table.ts'
import { webhookTables } from './webhook-tables.ts'

/** What the migrations of the ready modules make, schema by schema. */
export const readyTables: readonly ReadyTable[] = [
  ...identityTables,
  {
    name: 'catalog.product',
    entity: 'product',
    columns:
      'id uuid, title text, description text, active boolean, version integer, updated_at timestamptz, search tsvector',
    key: ['id'],
    references: [],
    indexes: [
      {
        name: 'product_by_title',
        method: 'btree',
        unique: false,
        columns: ['title', 'id'],
        serves: ['catalog.listProducts'],
        why: 'a page of products sorted by title, of those that are active alone',
      },
      {
        name: 'product_search',
        method: 'gin',
        unique: false,
        columns: ['search'],
        serves: ['catalog.searchProducts'],
        why: 'words of title and description, stemmed and as written',
      },
      {
        name: 'product_near',
        method: 'gin',
        unique: false,
        columns: ['catalog.plain(title) gin_trgm_ops'],
        serves: ['catalog.searchProducts'],
        why: 'titles that are near by groups of three letters, where the words themselves find nothing',
      },
    ],
  },
  {
    name: 'catalog.product_category',
    columns: 'category text, product_id uuid, position smallint',
    key: ['category', 'product_id'],
    references: ['product_id catalog.product'],
    indexes: [
      {
        name: 'product_category_of_product',
        method: 'btree',
        unique: false,
        columns: ['product_id'],
        serves: ['catalog.updateProduct'],
        why: 'the categories of a product; the key serves the other direction',
      },
    ],
  },
  {
    name: 'catalog.variant',
    entity: 'variant',
    columns:
      'sku text, product_id uuid, position smallint, attributes jsonb, price_amount bigint, price_currency text',
    key: ['sku'],
    references: ['product_id catalog.product'],
    indexes: [
      {
        name: 'variant_of_product',
        method: 'btree',
        unique: false,
        columns: ['product_id'],
        serves: ['catalog.getProduct'],
        why: 'the variants of a product',
      },
    ],
  },
  {
    name: 'catalog.price_history',
    columns:
      'sku text, changed_at timestamptz, changed_by text, price_amount bigint, price_currency text',
    key: [],
    references: ['sku catalog.variant'],
    indexes: [
      {
        name: 'price_history_of_sku',
        method: 'btree',
        unique: false,
        columns: ['sku', 'changed_at'],
        serves: ['catalog.setPrice'],
        why: 'prices of a variant in the order in which they held',
      },
    ],
  },
  {
    name: 'inventory.stock',
    entity: 'stock',
    columns:
      'sku text, available integer, reserved integer, sold bigint, received bigint, on_hand integer?',
    key: ['sku'],
    references: [],
    indexes: [],
  },
  {
    name: 'inventory.reservations',
    entity: 'reservation',
    columns: 'order_id uuid, lines jsonb, state text, expires_at timestamptz',
    key: ['order_id'],
    references: [],
    indexes: [
      {
        name: 'reservations_held',
        method: 'btree',
        unique: false,
        columns: ['expires_at'],
        where: "state = 'reserved'",
        serves: ['inventory.expireReservations'],
        why: 'only what is still held: the index stays as small as the open orders',
      },
    ],
  },
  {
    name: 'inventory.shortfalls',
    columns: 'order_id uuid, sku text, quantity integer, noted_at timestamptz',
    key: ['order_id', 'sku'],
    references: [],
    indexes: [],
  },
  {
    name: 'carts.cart',
    entity: 'cart',
    columns:
      'id uuid, customer_id text?, secret_hash bytea?, status text, lines jsonb, version integer, merged_by text?, order_id uuid?, updated_at timestamptz',
    key: ['id'],
    references: [],
    indexes: [
      {
        name: 'one_open_cart_per_customer',
        method: 'btree',
        unique: true,
        columns: ['customer_id'],
        where: "status = 'open'",
        serves: ['carts.claimCart'],
        why: 'a customer has at most 1 open cart',
      },
    ],
  },
  {
    name: 'orders.orders',
    entity: 'order',
    columns:
      'order_id uuid, customer_id text, cart_id uuid, open_cart_id uuid?, status text, wished_by text?, currency text, total bigint, why text?, evidence jsonb?, version integer, placed_at timestamptz',
    key: ['order_id'],
    references: [],
    indexes: [
      {
        name: 'orders_by_total',
        method: 'btree',
        unique: false,
        columns: ['total', 'order_id'],
        serves: ['orders.listOrders'],
        why: 'a page of orders sorted by their total, the same total by its id',
      },
      {
        name: 'orders_of_customer',
        method: 'btree',
        unique: false,
        columns: ['customer_id', 'order_id'],
        serves: ['orders.listOrders'],
        why: 'orders of a customer, newest first: equality, then order',
      },
      {
        name: 'orders_open_cart_id_key',
        method: 'btree',
        unique: true,
        columns: ['open_cart_id'],
        serves: ['orders.placeOrder'],
        why: 'a cart is ordered once while its order stands',
      },
    ],
  },
  {
    name: 'orders.order_lines',
    entity: 'orderLine',
    columns: 'order_id uuid, line smallint, sku text, quantity integer, unit_price bigint',
    key: ['order_id', 'line'],
    references: [],
    indexes: [],
  },
  {
    name: 'orders.sales',
    columns: 'minute timestamptz, currency text, orders integer, revenue bigint',
    key: ['minute', 'currency'],
    references: [],
    indexes: [],
  },
  {
    name: 'payments.payments',
    entity: 'payment',
    columns:
      'order_id uuid, status text, closing boolean, amount bigint?, currency text?, payment_method text?, provider text, provider_reference text?, code text?, created_at timestamptz, updated_at timestamptz',
    key: ['order_id'],
    references: [],
    indexes: [],
  },
  {
    name: 'notifications.customer',
    columns: 'customer_id text, email text?, name text?',
    key: ['customer_id'],
    references: [],
    indexes: [],
  },
  {
    name: 'notifications.notification',
    entity: 'notification',
    columns:
      'id uuid, customer_id text, kind text, subject text, data jsonb, recipient text?, status text, reason text?, created_at timestamptz, sent_at timestamptz?, recipient_index text?',
    key: ['id'],
    references: ['customer_id notifications.customer'],
    indexes: [
      {
        name: 'notification_by_recipient',
        method: 'btree',
        unique: false,
        columns: ['recipient_index'],
        serves: ['notifications.findPersonalData'],
        why: 'letters to an address, which is sealed, by its blind index',
      },
      {
        name: 'notification_by_status',
        method: 'btree',
        unique: false,
        columns: ['status', 'id'],
        serves: ['notifications.listNotifications'],
        why: 'what waits or failed, in order',
      },
      {
        name: 'notification_of_customer',
        method: 'btree',
        unique: false,
        columns: ['customer_id', 'id'],
        serves: ['notifications.listNotifications'],
        why: 'what one customer was told, in order',
      },
    ],
  },
  ...webhookTables,
]
