import type { Brief, Dependency, SagaStep } from '@archwright/model'

/** Placing an order, in the order that never charges for goods that are not there. */
export const placingOperation = 'orders.placeOrder'

/** The steps; the dependency is filled in with the brief's own payment provider. */
export const placingSteps: readonly SagaStep[] = [
  {
    name: 'reserve',
    module: 'inventory',
    operation: 'inventory.reserve',
    undo: 'inventory.release',
    pivot: false,
  },
  {
    name: 'authorize',
    module: 'payments',
    operation: 'payments.authorize',
    undo: 'payments.voidPayment',
    pivot: false,
  },
  { name: 'record', module: 'orders', operation: 'orders.recordAuthorization', pivot: false },
  { name: 'capture', module: 'payments', operation: 'payments.capture', pivot: true },
  {
    name: 'confirmStock',
    module: 'inventory',
    operation: 'inventory.commitReservation',
    pivot: false,
  },
  { name: 'confirm', module: 'orders', operation: 'orders.confirmOrder', pivot: false },
]

/** Steps that call the provider. */
export const providerSteps = placingSteps.filter(({ module }) => module === 'payments').length

/** The outside system that takes the payments. */
export function providerOf({ dependencies }: Brief): Dependency | undefined {
  return dependencies.find(({ name, purpose }) => /pay/i.test(`${name} ${purpose}`))
}
