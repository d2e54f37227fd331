import type { Deployable } from '@archwright/model'

import { fleetOf } from '../fleet.ts'
import { coresPerReplica, type Situation } from '../situation.ts'
import { sizeOf } from '../sizing.ts'
import type { Verdicts } from '../verdicts.ts'

/** One deployable of everything; or one for each module, where they run apart. */
export function deployablesOf(situation: Situation, verdicts: Verdicts): Deployable[] {
  const { memoryMb } = sizeOf(situation)
  const { system } = situation.brief
  const fleet = fleetOf(situation)
  return fleet.map(({ modules, replicas, poolPerReplica }) => ({
    name: fleet.length > 1 || isApartAlone(modules, verdicts) ? nameOf(system, modules) : system,
    modules: [...modules],
    replicas,
    poolSize: poolPerReplica,
    coresPerReplica,
    memoryMb,
    decision: verdicts.id('topology'),
  }))
}

const isApartAlone = (modules: readonly string[], verdicts: Verdicts) =>
  modules.length === 1 &&
  ['microservices', 'event-driven', 'serverless'].includes(verdicts.chosen('topology'))

/** "shop-orders"; a service that is called like the whole system has no need to say so twice. */
function nameOf(system: string, [module = system]: readonly string[]): string {
  return module === system ? system : `${system}-${module}`
}
