import { isApart } from './decisions/messaging/needs.ts'
import { counted } from './figures.ts'
import type { Situation } from './situation.ts'
import { replicasFor, sizeOf } from './sizing.ts'

/** What is started, stopped and scaled as one: everything together, or each service by itself. */
export interface Part {
  modules: readonly string[]
  /** Replicas that carry the peak of its own calls. */
  needed: number
  /** With its spare. */
  replicas: number
  poolPerReplica: number
}

/** One part of everything; or one for each module, sized by its own load, where they run apart. */
export function fleetOf(situation: Situation): Part[] {
  const { modules } = situation
  const { needed, spare, pool, poolPerReplica } = sizeOf(situation)
  if (!isApart(situation) || modules.length === 0)
    return [{ modules, needed, replicas: needed + spare, poolPerReplica }]
  return modules.map((module) => {
    const own = replicasFor(coresOf(module, situation))
    return {
      modules: [module],
      needed: own,
      replicas: own + spare,
      poolPerReplica: Math.max(4, Math.ceil(pool / modules.length / own)),
    }
  })
}

/** Replicas of all parts. */
export const replicasOf = (situation: Situation): number =>
  fleetOf(situation).reduce((sum, { replicas }) => sum + replicas, 0)

/** Connections that all replicas hold open. */
export const connectionsOf = (situation: Situation): number =>
  fleetOf(situation).reduce((sum, part) => sum + part.replicas * part.poolPerReplica, 0)

/** Replicas that serve one module. */
export const replicasOfModule = (module: string, situation: Situation): number =>
  fleetOf(situation).find(({ modules }) => modules.includes(module))?.replicas ??
  replicasOf(situation)

/** "10 replicas of 5 services", or "2 replicas". */
export function replicasInWords(situation: Situation): string {
  const fleet = fleetOf(situation)
  const replicas = counted(replicasOf(situation), 'replica')
  return fleet.length > 1 ? `${replicas} of ${counted(fleet.length, 'service')}` : replicas
}

/** Cores that the calls of one module keep busy at the peak. */
const coresOf = (module: string, { loads }: Situation) =>
  loads.reduce(
    (sum, load) =>
      load.module === module ? sum + (load.peakPerSecond * load.work.appMs) / 1000 : sum,
    0,
  )
