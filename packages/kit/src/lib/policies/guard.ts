import { hasRole, type Principal } from '../dispatch/principal.ts'
import type { RunCaller } from '../dispatch/stages.ts'
import type { PolicyEngine } from './policy-engine.ts'
import { PolicyRefusal } from './policy-refusal.ts'

/** Asks a query as the caller: what they may not read, no policy tells them of. */
type Ask = (query: string, input: object, principal: Principal) => Promise<unknown>

/** @throws PolicyRefusal when policies do not let this caller do it */
export type Permit = (action: string, principal: Principal, input: unknown) => Promise<void>

/** Our own modules are not asked: they act for callers who were let in. */
export function permitBy(engine: PolicyEngine, ask: Ask): Permit {
  return async (action, principal, input) => {
    if (hasRole(principal, 'service')) return
    const about = engine.looksAt(action)
    const asked = { action, principal, input }
    const decision = about
      ? engine.decide({
          ...asked,
          resource: await ask(about.query, idIn(input, about.by), principal),
        })
      : engine.decide(asked)
    if (decision.allowed) return
    const says = decision.policies.find((policy) => policy.says)?.says
    throw new PolicyRefusal(
      decision.policies.map(({ id }) => id),
      says,
    )
  }
}

function idIn(input: unknown, field: string): object {
  return { [field]: Object(input)[field] }
}

export function guard(run: RunCaller, permit: Permit): RunCaller {
  return async (entry, caller) => {
    await permit(entry.operation.name, caller.principal, caller.input)
    return run(entry, caller)
  }
}
