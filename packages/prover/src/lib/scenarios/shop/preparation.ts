import { concurrently } from '../../concurrently.ts'
import type { Api } from '../../contracts/api.ts'
import { addCustomer, signIn } from '../members.ts'
import type { GuestCart, SaleItem, ShopState } from './state.ts'

const ITEMS = 60
const GUEST_CARTS = 20
/** More than any proof sells. */
const PLENTY = 10_000_000
const AT_A_TIME = 4
const words = ['Earl Grey', 'Darjeeling', 'Sencha', 'Matcha', 'Oolong', 'Assam', 'Rooibos', 'Chai']

export interface PreparationOptions {
  staff: { email: string; password: string }
  customers: number
  progress(line: string): void
}

/** Stocks the shop and signs its customers in, all over the public API. */
export async function prepareShop(
  api: Api,
  { staff, customers, progress }: PreparationOptions,
): Promise<ShopState> {
  const { accessToken: staffToken } = await signIn(api, { ...staff, client: 0 })
  const numbers = Array.from({ length: ITEMS }, (_, number) => number)
  const items = await concurrently(numbers, AT_A_TIME, (number) =>
    addItem(api, staffToken, `tea-${number}`),
  )
  const backOffice = await addItem(api, staffToken, 'back-office')
  progress(`${items.length} products on sale`)
  const seats = Array.from({ length: customers }, (_, seat) => seat)
  const known = await concurrently(seats, AT_A_TIME, (seat) => addCustomer(api, seat))
  progress(`${known.length} customers registered and signed in`)
  const guestCarts = await concurrently(numbers.slice(0, GUEST_CARTS), AT_A_TIME, (client) =>
    addGuestCart(api, client),
  )
  return {
    routes: api.routes,
    staffToken,
    customers: known,
    buyers: known,
    filledCarts: [],
    guestCarts,
    items,
    backOffice,
    initialStock: Object.fromEntries(items.map(({ sku }) => [sku, PLENTY])),
    paymentMethod: 'tok_ok',
  }
}

/** Puts a product with one variant on sale, well stocked unless said otherwise. */
export async function addItem(
  api: Api,
  token: string,
  sku: string,
  onHand = PLENTY,
): Promise<SaleItem> {
  const number = Number(/\d+$/.exec(sku)?.[0] ?? 0)
  const title = `${words[number % words.length]} ${sku}`
  const category = `category-${number % 5}`
  const product = await api.get<{ id: string }>('catalog.createProduct', {
    token,
    body: {
      title,
      description: `${title}, loose leaves`,
      categories: [category],
      variants: [{ sku, attributes: {}, price: { amount: 350 + 10 * number, currency: 'EUR' } }],
    },
  })
  await api.get('inventory.setStock', { token, params: { sku }, body: { onHand } })
  return { productId: product.id, sku, title, category }
}

async function addGuestCart(api: Api, client: number): Promise<GuestCart> {
  const { id, secret } = await api.get<{ id: string; secret: string }>('carts.createCart', {
    body: {},
    client,
  })
  return { cartId: id, secret, client }
}
