import type { Routes } from '../../contracts/requests.ts'
import type { Call, Outcome } from '../../load/call.ts'

/** Somebody signed in who buys. */
export interface Buyer {
  customerId: string
  token: string
  /** Number of the simulated client it comes from. */
  client: number
}

/** A signed-in customer, registered by the proof over the public API. */
export interface Customer extends Buyer {
  email: string
  password: string
  refreshToken: string
}

export interface SaleItem {
  productId: string
  sku: string
  title: string
  category: string
}

/** A cart that is filled and waits to be ordered. */
export interface FilledCart extends Buyer {
  cartId: string
}

export interface GuestCart {
  cartId: string
  secret: string
  client: number
}

/** What the preparation made and the load lives on. Plain data: it crosses into the load thread. */
export interface ShopState {
  routes: Routes
  staffToken: string
  customers: Customer[]
  /** Everybody who opens, fills and orders carts: the customers, and more of their kind. */
  buyers: Buyer[]
  /** Carts that some buyers have filled already: a shop is never entered by everybody at once. */
  filledCarts: FilledCart[]
  guestCarts: GuestCart[]
  items: SaleItem[]
  /** A product that staff edits under load and nobody buys. */
  backOffice: SaleItem
  /** Sku → how many there were before the first order. */
  initialStock: Record<string, number>
  paymentMethod: string
}

/** A call to make, and who wants to hear what became of it. */
export interface Step {
  call: Call
  heard?(outcome: Outcome): void
}

/** The body of an answer whose shape its contract gives. */
export function bodyOf<Body>({ answer }: Outcome): Body {
  return JSON.parse(answer?.text ?? '{}') as Body
}
