import { rolesOf } from '../access/roles.ts'
import { mayAsk } from '../dispatch/authorize.ts'
import { defineModule, type Module } from '../module/define-module.ts'
import { handle } from '../module/handle.ts'
import { explainDecision } from './contract.ts'
import type { PolicyEngine } from './policy-engine.ts'

/**
 * Adds the operation that explains decisions.
 * @param engine asked when somebody asks: it reads the definitions of all modules, of this one too
 */
export function withPolicies(
  here: readonly Module[],
  elsewhere: readonly Module[],
  engine: () => PolicyEngine,
): Module[] {
  return [...here, policiesModule([...here, ...elsewhere], engine)]
}

function policiesModule(modules: readonly Module[], engine: () => PolicyEngine): Module {
  const asked = new Map(
    modules
      .flatMap(({ handlers, subscriptions = [] }) => [
        ...handlers.map(({ operation }) => operation),
        ...subscriptions,
      ])
      .map((one) => [one.name as string, one]),
  )
  const roles = rolesOf(modules)
  return defineModule({
    name: 'policies',
    summary: 'Why somebody may do something or not',
    handlers: [
      handle(
        explainDecision,
        async ({ operation, principal: given, input, resource }, { fail }) => {
          const found = asked.get(operation)
          if (!found || found.access === 'internal') throw fail.NO_SUCH_OPERATION()
          const principal = roles.hold(given)
          if (!mayAsk(found, principal))
            return { allowed: false, by: 'access' as const, policies: [] }
          const decision = engine().decide({ action: operation, principal, input, resource })
          const policies = decision.policies.map(({ id, place, effect, text }) => {
            return { id, place, effect, text }
          })
          return { allowed: decision.allowed, by: 'policies' as const, policies }
        },
      ),
    ],
  })
}
