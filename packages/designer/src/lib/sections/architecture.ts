import type { Design, Module } from '@archwright/model'

import type { Situation } from '../situation.ts'
import type { Verdicts } from '../verdicts.ts'
import { couplingsIn } from './couplings.ts'
import { deployablesOf } from './deployables.ts'
import { frontEndsOf } from './front-ends.ts'
import { gatewayOf } from './gateway.ts'
import { interfacesOf } from './interfaces.ts'
import { migrationOf } from './migration.ts'

/** What runs where, what it offers to whom, what stands before it, and how it comes to be. */
export function architectureOf(
  situation: Situation,
  modules: readonly Module[],
  verdicts: Verdicts,
): Pick<
  Design,
  'deployables' | 'interfaces' | 'couplings' | 'gateway' | 'frontEnds' | 'migration'
> {
  const deployables = deployablesOf(situation, verdicts)
  const interfaces = interfacesOf(situation, modules, verdicts)
  const migration = migrationOf(situation, modules, verdicts)
  return {
    deployables,
    interfaces,
    couplings: couplingsIn(situation),
    gateway: gatewayOf(situation, { interfaces, deployables }, verdicts),
    frontEnds: frontEndsOf(situation, verdicts),
    ...(migration ? { migration } : {}),
  }
}
