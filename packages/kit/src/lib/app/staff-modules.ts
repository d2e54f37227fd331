import { withFlags } from '../flags/flags-module.ts'
import type { Module } from '../module/define-module.ts'
import { withPolicies } from '../policies/policies-module.ts'
import type { PolicyEngine } from '../policies/policy-engine.ts'
import type { Wiring } from './wiring.ts'

export interface StaffParts {
  /** The modules that the wiring places in this process, before the kit added its own. */
  readonly own: readonly Module[]
  readonly elsewhere: readonly Module[]
  readonly flags: Wiring['flags']
  /** Absent where none are wired. */
  readonly policies: (() => PolicyEngine) | undefined
}

/**
 * Adds the operations by which staff switch flags and have decisions explained, where the wiring has either: in the
 * process of the first module, and about all modules, the kit's too.
 */
export function withStaffModules(
  here: readonly Module[],
  { own, elsewhere, flags, policies }: StaffParts,
): Module[] {
  const [first] = [...own, ...elsewhere].map(({ name }) => name).toSorted()
  if (!own.some(({ name }) => name === first)) return [...here]
  const switched = flags ? withFlags(here, elsewhere) : here
  return policies ? withPolicies(switched, elsewhere, policies) : [...switched]
}
