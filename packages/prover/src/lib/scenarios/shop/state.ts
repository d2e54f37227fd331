import type { Routes } from '../../contracts/requests.ts'
import type { Buyer, Customer } from '../step.ts'

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
