import { builtIn } from '../contract/failure.ts'
import type { Module } from '../module/define-module.ts'
import type { PolicyEngine } from '../policies/policy-engine.ts'
import { systemClock } from './clock.ts'
import type { Placement } from './placement.ts'
import type { Wiring } from './wiring.ts'

interface PolicyParts {
  readonly wiring: Pick<Wiring, 'policies'>
  /** The project's folder. */
  readonly directory: URL
}

/** The policies that the wiring names, read and checked; the engine is loaded for nobody else. */
export async function policiesOf(
  { wiring, directory }: PolicyParts,
  { here, elsewhere }: Placement,
): Promise<PolicyEngine | undefined> {
  if (!wiring.policies) return undefined
  const { openPolicies } = await import('../policies/policy-engine.ts')
  const modules: Module[] = [...here, ...(elsewhere?.modules ?? [])]
  const folder = new URL(`${wiring.policies.folder.replace(/\/*$/, '')}/`, directory)
  return openPolicies({ folder, modules, now: systemClock.now })
}

/** Has decisions explained by an engine that is there as soon as the modules are. */
export function explained(
  { policies }: Pick<Wiring, 'policies'>,
  later: { readonly policies?: PolicyEngine },
): { policies?: () => PolicyEngine } {
  if (!policies) return {}
  return {
    policies() {
      if (!later.policies) throw builtIn('UNAVAILABLE')
      return later.policies
    },
  }
}
