import { makeCall, type Request } from '../../contracts/requests.ts'
import type { Call, Outcome } from '../../load/call.ts'
import { createRandom } from '../../load/random.ts'
import { Accounts } from '../accounts.ts'
import type { PlacingRecord } from '../cast.ts'
import type { Step } from '../step.ts'
import { BackOffice } from './back-office.ts'
import { Journey } from './journey.ts'
import { type PlacingCall, recordPlacing } from './placing.ts'
import type { FilledCart, SaleItem, ShopState } from './state.ts'

/** The shop's clients, from whom the load takes each call as it falls due. */
export function createShopLoad(state: ShopState, seed: number) {
  const journey = new Journey(state, createRandom(seed))
  const people: People = {
    journey,
    accounts: new Accounts(state),
    backOffice: new BackOffice(state),
    browse: createBrowsing(state, journey),
  }
  const waiting = new Map<Call, NonNullable<Step['heard']>>()
  return {
    next(operation: string): Call | undefined {
      const step = steps[operation]?.(people)
      if (step?.heard) waiting.set(step.call, step.heard)
      return step?.call
    },
    settle(call: Call, outcome: Outcome): PlacingRecord | undefined {
      const heard = waiting.get(call)
      waiting.delete(call)
      heard?.(outcome)
      return isPlacing(call) ? recordPlacing(call, outcome) : undefined
    },
    feed: (carts: readonly FilledCart[]) => journey.feed(carts),
  }
}

function isPlacing(call: Call): call is PlacingCall {
  return 'customerId' in call
}

/** Whether the shop's load can make calls of an operation. */
export function canCall(operation: string): boolean {
  return operation in steps
}

interface People {
  journey: Journey
  accounts: Accounts
  backOffice: BackOffice
  browse(operation: string, request: (item: SaleItem) => Request): Step
}

// Where nobody can ask this (no order yet, an edit under way), the same person asks for something else.
const steps: Record<string, (people: People) => Step | undefined> = {
  'catalog.listProducts': ({ browse }) => browse('catalog.listProducts', () => ({})),
  'catalog.searchProducts': ({ browse }) =>
    browse('catalog.searchProducts', ({ title }) => ({ query: { q: title } })),
  'catalog.getProduct': ({ browse }) =>
    browse('catalog.getProduct', ({ productId }) => ({ params: { productId } })),
  'catalog.createProduct': ({ backOffice }) => backOffice.createProduct(),
  'catalog.updateProduct': ({ backOffice }) => backOffice.updateProduct() ?? backOffice.setStock(),
  'catalog.setPrice': ({ backOffice }) => backOffice.setPrice() ?? backOffice.setStock(),
  'inventory.getStock': ({ browse }) =>
    browse('inventory.getStock', ({ sku }) => ({ params: { sku } })),
  'inventory.setStock': ({ backOffice }) => backOffice.setStock(),
  'carts.createCart': ({ journey }) => journey.createCart(),
  'carts.claimCart': ({ journey }) => journey.claimCart(),
  'carts.setLine': ({ journey }) => journey.setLine(),
  'carts.getCart': ({ journey }) => journey.getCart(),
  'identity.register': ({ accounts }) => accounts.register(),
  'identity.login': ({ accounts }) => accounts.login(),
  'identity.refresh': ({ accounts }) => accounts.refresh(),
  'identity.logout': ({ accounts }) => accounts.logout() ?? accounts.login(),
  'identity.getProfile': ({ accounts }) => accounts.askAs('identity.getProfile'),
  'identity.updateProfile': ({ accounts }) => accounts.updateProfile(),
  'orders.placeOrder': ({ journey }) => journey.placeOrder(),
  'orders.listOrders': ({ accounts }) => accounts.askAs('orders.listOrders'),
  'orders.getOrder': ({ journey }) => journey.readOrder('orders.getOrder'),
  'orders.getHistory': ({ journey }) => journey.readOrder('orders.getHistory'),
  'orders.cancelOrder': ({ journey }) => journey.cancelOrder(),
  'payments.getPayment': ({ backOffice, journey }) =>
    backOffice.getPayment(journey.someOrder()) ?? backOffice.listNotifications(),
  'notifications.listNotifications': ({ backOffice }) => backOffice.listNotifications(),
}

/** Visitors who look around; each call is another one's. */
function createBrowsing({ routes }: ShopState, journey: Journey): People['browse'] {
  let visitors = 0
  return (operation, request) => {
    visitors += 1
    const call = makeCall(routes, operation, {
      ...request(journey.chooseItem()),
      client: visitors,
    })
    return { call }
  }
}
