import { endpointsOf } from '../../contracts/openapi.ts'
import { routesOf } from '../../contracts/requests.ts'
import type { Call, Outcome } from '../../load/call.ts'
import { Accounts } from '../accounts.ts'
import type { Step } from '../step.ts'
import { Requester } from './requester.ts'
import type { Creation, PlainState } from './state.ts'

const FIRST_TURN = 1_000_000

/** Callers of any API: each operation with its own example, on what was added before; people with accounts use them. */
export function createPlainLoad(state: PlainState) {
  const requester = new Requester(state, FIRST_TURN)
  const routes = routesOf(endpointsOf(state.document))
  const accounts = new Accounts({ routes, customers: state.customers })
  const waiting = new Map<Call, NonNullable<Step['heard']>>()
  return {
    next(operation: string): Call | undefined {
      const ask = state.customers.length > 0 ? accountSteps[operation] : undefined
      if (!ask) return requester.next(operation)
      const step = ask(accounts)
      if (step?.heard) waiting.set(step.call, step.heard)
      return step?.call
    },
    settle(call: Call, outcome: Outcome): Creation | undefined {
      const heard = waiting.get(call)
      waiting.delete(call)
      heard?.(outcome)
      return requester.settle(call, outcome)
    },
  }
}

/** Whether people with accounts know how to call an operation. */
export function isAccountStep(operation: string): boolean {
  return operation in accountSteps
}

const accountSteps: Record<string, (accounts: Accounts) => Step | undefined> = {
  'identity.register': (accounts) => accounts.register(),
  'identity.login': (accounts) => accounts.login(),
  'identity.refresh': (accounts) => accounts.refresh() ?? accounts.login(),
  'identity.logout': (accounts) => accounts.logout() ?? accounts.login(),
  'identity.getProfile': (accounts) => accounts.askAs('identity.getProfile'),
  'identity.updateProfile': (accounts) => accounts.updateProfile(),
}
