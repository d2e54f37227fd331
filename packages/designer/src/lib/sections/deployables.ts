import type { Deployable } from '@archwright/model'
import { coresPerReplica, type Situation } from '../situation.ts'
import { replicasFor, sizeOf } from '../sizing.ts'
import type { Verdicts } from '../verdicts.ts'

/** One deployable of everything; or one for each module, sized by its own load, where they run apart. */
export function deployablesOf(situation: Situation, verdicts: Verdicts): Deployable[] {
  const { replicas, spare, pool, poolPerReplica, memoryMb } = sizeOf(situation)
  const decision = verdicts.id('topology')
  const { system } = situation.brief
  const each = { coresPerReplica, memoryMb, decision }
  const apart = ['microservices', 'event-driven', 'serverless'].includes(
    verdicts.chosen('topology'),
  )
  if (!apart || situation.modules.length === 0)
    return [
      {
        name: system,
        modules: [...situation.modules],
        replicas,
        poolSize: poolPerReplica,
        ...each,
      },
    ]
  return situation.modules.map((module) => {
    const needed = replicasFor(coresOf(module, situation))
    const share = pool / situation.modules.length / needed
    return {
      name: `${system}-${module}`,
      modules: [module],
      replicas: needed + spare,
      poolSize: Math.max(4, Math.ceil(share)),
      ...each,
    }
  })
}

/** Cores that the calls of one module keep busy at the peak. */
const coresOf = (module: string, { loads }: Situation) =>
  loads.reduce(
    (sum, load) =>
      load.module === module ? sum + (load.peakPerSecond * load.work.appMs) / 1000 : sum,
    0,
  )
