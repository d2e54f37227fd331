import { hasRole, type Principal } from '@archwright/kit'

import type { Order } from './contract.ts'

/** Staff and our own modules act on every order, customers on their own. */
export function mayActOn({ customerId }: Pick<Order, 'customerId'>, principal: Principal): boolean {
  return actsOnAll(principal) || customerId === principal.id
}

export function actsOnAll(principal: Principal): boolean {
  return hasRole(principal, 'staff') || hasRole(principal, 'service')
}
