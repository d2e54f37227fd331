import { randomUUID } from 'node:crypto'

import { concurrently } from '../../concurrently.ts'
import type { World } from '../../world.ts'
import { addCustomer, signIn } from '../members.ts'
import type { Customer } from '../step.ts'
import { createTokenPress, type TokenPress } from '../token-press.ts'
import type { Caller } from './state.ts'

const STAFF = 20
const AT_A_TIME = 4
const accountOperations = ['identity.register', 'identity.login']
/** Roles that no token carries. */
const untold = new Set(['guest', 'service'])

export interface Admitted {
  customers: Customer[]
  callers: Record<string, Caller[]>
  press?: TokenPress
  /** Whom all callers act for, where the project has tenants. */
  tenant?: string
}

/** Registers customers, and signs tokens for callers of every role that the contract names. */
export async function admit(world: World): Promise<Admitted> {
  const { api, schedule, environment, progress } = world
  if (!accountOperations.every((name) => name in api.routes)) {
    progress('the project gives out no tokens: only guests call it')
    return { customers: [], callers: {} }
  }
  const seats = Array.from({ length: schedule.customers }, (_, seat) => seat)
  const known = await concurrently(seats, AT_A_TIME, (seat) => addCustomer(api, seat))
  const { accessToken } = await signIn(api, { ...environment.staff, client: 0 })
  const press = await createTokenPress(environment.keysFile, accessToken)
  const tenant = world.endpoints.some(({ ofTenant }) => ofTenant) ? randomUUID() : undefined
  const customers = known.map((customer) => ({
    ...customer,
    token: press(customer.customerId, ['customer'], tenant),
  }))
  const many = (role: string) =>
    Array.from({ length: role === 'staff' ? STAFF : schedule.buyers }, (_, client): Caller => {
      const id = randomUUID()
      return { id, role, client, token: press(id, [role], tenant) }
    })
  const roles = rolesOf(world)
  progress(`${customers.length} customers registered; callers: ${roles.join(', ') || 'guests'}`)
  return {
    customers,
    press,
    ...(tenant ? { tenant } : {}),
    callers: Object.fromEntries(roles.map((role) => [role, many(role)])),
  }
}

/** The roles that the contract names, and for which there can be tokens. */
export function rolesOf({ endpoints }: Pick<World, 'endpoints'>): string[] {
  const named = new Set(endpoints.flatMap(({ roles }) => roles))
  return [...named].filter((role) => !untold.has(role)).sort()
}
