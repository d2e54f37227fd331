import { headroom } from './arithmetic/staffing.ts'
import { figure } from './rules/catalog.ts'
import { isHumble } from './scale.ts'
import { coresPerReplica, type Situation, usableShare } from './situation.ts'

/** How much of everything the peak needs. */
export interface Sizing {
  /** Replicas that carry the peak, without spares. */
  needed: number
  /** One more, so that losing one is not noticed; none where one machine is wanted. */
  spare: number
  replicas: number
  databaseCores: number
  /** Connections the database serves at once. */
  pool: number
  poolPerReplica: number
  connections: number
  memoryMb: number
}

/** From this availability on, the loss of one replica or one zone has to go unnoticed. */
export const redundancyFrom = 0.999

const machineSizes = [2, 4, 8, 16, 32, 48, 64, 96, 128, 192]

/** Sizes the application and the database for the peak, leaving the headroom of the rules. */
export function sizeOf(situation: Situation): Sizing {
  const { totals } = situation
  const needed = replicasFor(totals.appCores)
  // A release, a crash or a lost zone should not show, except where the brief wants as little as possible.
  const spare = isHumble(situation) ? 0 : 1
  const databaseCores = machineFor(totals.databaseCores)
  const pool = databaseCores * figure('pool.measured')
  const poolPerReplica = Math.max(4, Math.ceil(pool / needed))
  const replicas = needed + spare
  return {
    needed,
    spare,
    replicas,
    databaseCores,
    pool,
    poolPerReplica,
    connections: replicas * poolPerReplica,
    memoryMb: 512 * coresPerReplica,
  }
}

/** Replicas of two cores that keep `busyCores` busy and still have their headroom. */
export function replicasFor(busyCores: number): number {
  return Math.max(1, Math.ceil(busyCores / (coresPerReplica * usableShare) - 1e-9))
}

/** The smallest rented machine that keeps its headroom, or the largest there is. */
export function machineFor(busyCores: number): number {
  return machineSizes.find((cores) => busyCores <= cores * usableOf(cores)) ?? 192
}

/** Database machines of the size chosen: more than one where the largest is not enough. */
export function databaseMachines(situation: Situation): number {
  const { databaseCores } = sizeOf(situation)
  const busy = situation.totals.databaseCores
  return Math.max(1, Math.ceil(busy / (databaseCores * usableOf(databaseCores)) - 1e-9))
}

/** Busy cores that a machine of so many cores should carry: the headroom curve, and never above the trigger. */
export function usableOf(cores: number): number {
  return Math.min(1 - headroom(cores), figure('postgres.cpu-trigger'))
}

/** Messages a second that a PostgreSQL channel carries beside the requests: half of the published rate. */
export const channelCapacity = figure('channel.postgres') / 2
