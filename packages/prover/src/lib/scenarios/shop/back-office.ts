import { makeCall, type Request } from '../../contracts/requests.ts'
import { succeeded } from '../../load/call.ts'
import { bodyOf, type Step } from '../step.ts'
import type { ShopState } from './state.ts'

/** Staff who keep the catalog and the stock; they edit a product of their own, one change at a time. */
export class BackOffice {
  readonly #state: ShopState
  #version = 1
  #isEditing = false
  #turn = 0

  constructor(state: ShopState) {
    this.#state = state
  }

  createProduct(): Step {
    this.#turn += 1
    const sku = `new-${Date.now()}-${this.#turn}`
    const price = { amount: 1_000, currency: 'EUR' }
    const body = { title: `Novelty ${this.#turn}`, variants: [{ sku, attributes: {}, price }] }
    return this.#call('catalog.createProduct', { body })
  }

  updateProduct(): Step | undefined {
    return this.#edit('catalog.updateProduct', { title: `Edited ${this.#turn}` })
  }

  setPrice(): Step | undefined {
    return this.#edit('catalog.setPrice', { price: { amount: 500 + this.#turn, currency: 'EUR' } })
  }

  setStock(): Step {
    const { sku } = this.#state.backOffice
    return this.#call('inventory.setStock', { params: { sku }, body: { onHand: 100 } })
  }

  getPayment(orderId: string | undefined): Step | undefined {
    return orderId ? this.#call('payments.getPayment', { params: { orderId } }) : undefined
  }

  listNotifications(): Step {
    return this.#call('notifications.listNotifications', {})
  }

  /** An edit names the version it was made of, so edits of one product must not overlap. */
  #edit(operation: string, body: object): Step | undefined {
    if (this.#isEditing) return undefined
    this.#isEditing = true
    this.#turn += 1
    const { productId, sku } = this.#state.backOffice
    const headers = { 'if-match': `"${this.#version}"` }
    const { call } = this.#call(operation, { params: { productId, sku }, headers, body })
    const heard: Step['heard'] = (outcome) => {
      this.#isEditing = false
      if (succeeded(outcome)) this.#version = bodyOf<{ version: number }>(outcome).version
    }
    return { call, heard }
  }

  #call(operation: string, request: Request): Step {
    const { routes, staffToken } = this.#state
    return { call: makeCall(routes, operation, { token: staffToken, ...request }) }
  }
}
