/** What a capability of a shop needs and the brief may not name; applied until nothing is added. */
export const shopImplications: readonly (readonly [
  capability: string,
  needs: string,
  why: string,
])[] = [
  ['e-commerce', 'catalog', 'a shop sells something, so there is a catalog'],
  ['e-commerce', 'orders', 'a shop takes orders'],
  ['payments', 'orders', 'a payment settles an order'],
  ['orders', 'catalog', 'the lines of an order name products and prices'],
  ['orders', 'carts', 'an order is placed from what was gathered before'],
  ['orders', 'inventory', 'an order must not sell what is not there'],
  ['orders', 'identity', 'an order belongs to somebody'],
  ['orders', 'notifications', 'the customer is told what became of the order'],
  ['orders', 'payments', 'an order of a shop is paid'],
  ['carts', 'catalog', 'a cart holds products'],
]

/** The nouns by which a brief may state the rate of an operation. */
export const shopRateNouns: readonly (readonly [noun: RegExp, operation: string])[] = [
  [/\b(?:orders?|checkouts?|purchases?|sales)$/, 'orders.placeOrder'],
  [/\b(?:logins?|sign-?ins?|authentications?)$/, 'identity.login'],
  [/\b(?:registrations?|sign-?ups?)$/, 'identity.register'],
  [/\b(?:search(?:es)?|search queries)$/, 'catalog.searchProducts'],
  [/\b(?:product views?|product reads?|page views?|views)$/, 'catalog.getProduct'],
]
