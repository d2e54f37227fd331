import { responsePercentile } from '../arithmetic/queueing.ts'
import { type Network, percentileOf, type Step, simulate } from '../arithmetic/simulate.ts'
import { replicasOf, replicasOfModule } from '../fleet.ts'
import { readyModuleFor } from '../ready-modules.ts'
import { figure } from '../rules/catalog.ts'
import { coresPerReplica, type Situation } from '../situation.ts'
import { databaseMachines, sizeOf } from '../sizing.ts'
import { type Load, partsOf, wholeWork } from '../workload.ts'
import { outsideMs } from './workload.ts'

/** As designed; or on the one machine where everything shares two cores, as a laptop or a pipeline proves it. */
export type Place = 'as designed' | 'one machine'

/** How long calls take until they are answered, in seconds. */
export interface Latencies {
  place: Place
  at(load: Load, percentile: number): number
  /** Whether enough calls of an operation were played to read its percentile off; else it is by closed form. */
  isPlayed(load: Load, percentile: number): boolean
}

/** Where the claims are measured: on one machine while the whole load fits it with headroom, else as designed. */
export function placeOf({ totals }: Situation): Place {
  const busy = totals.appCores + totals.databaseCores
  return busy <= coresPerReplica * figure('postgres.cpu-trigger') ? 'one machine' : 'as designed'
}

const application = 0
const databaseCores = 1
const pool = 2

/** The system as a queueing network: application cores, database cores, connections, and waits that nobody queues for. */
export function networkOf(situation: Situation, place: Place): Network {
  const loads = situation.loads.filter(({ peakPerSecond }) => peakPerSecond > 0)
  const lead = loads.find(({ operation }) => operation.name === situation.lead?.name)
  const within = new Set((lead ? partsOf(lead, loads) : []).filter((load) => load !== lead))
  return {
    stations: stationsOf(situation, place),
    flows: loads
      .filter((load) => !within.has(load))
      .map((load) => ({
        name: load.operation.name,
        perSecond: load.peakPerSecond,
        steps: [
          ...(place === 'one machine' ? [ofTheProof] : []),
          ...partsOf(load, loads).flatMap((part) => stepsOf(situation, part, place)),
        ],
      })),
  }
}

/** The load generator asks and checks each call on the same cores. */
const ofTheProof: Step = { do: 'work', at: application, seconds: figure('proof.load') / 1000 }

function stationsOf(situation: Situation, place: Place): Network['stations'] {
  const sizing = sizeOf(situation)
  const machines = databaseMachines(situation)
  const slice = figure('os.slice') / 1000
  const cores = place === 'one machine' ? coresPerReplica : replicasOf(situation) * coresPerReplica
  return [
    { name: 'application cores', slots: cores, slice },
    { name: 'database cores', slots: sizing.databaseCores * machines, slice },
    { name: 'connections', slots: sizing.pool * machines },
  ]
}

/** One operation: who is asked outside, the wait to be gathered, then each statement's round trip on a connection, and its commits. */
function stepsOf(situation: Situation, part: Load, place: Place): Step[] {
  const { appMs, databaseMs, statements, transactions, hashes } = part.work
  const hashing = (hashes * figure('work.hash.app')) / 1000
  const database = place === 'one machine' ? application : databaseCores
  const trips = Math.max(1, statements)
  const trip: Step[] = [
    { do: 'work', at: application, seconds: (appMs / 1000 - hashing) / trips },
    { do: 'work', at: database, seconds: databaseMs / 1000 / trips },
  ]
  return [
    ...(hashing > 0
      ? [{ do: 'work', at: application, seconds: hashing, steady: true } as const]
      : []),
    ...outsideSteps(situation, part, place),
    ...waiting(gatheringSeconds(situation, part)),
    { do: 'take', from: pool },
    ...Array.from({ length: trips }, () => trip).flat(),
    ...waiting((transactions * figure('work.commit.wait')) / 1000),
    { do: 'give', to: pool },
  ]
}

const waiting = (seconds: number): Step[] => (seconds > 0 ? [{ do: 'wait', seconds }] : [])

/** The provider of a proof runs on the same cores and answers at once; in production one waits for the real one. */
function outsideSteps(situation: Situation, part: Load, place: Place): Step[] {
  const seconds = outsideMs(situation, part) / 1000
  if (seconds === 0 || place === 'as designed') return waiting(seconds)
  return [{ do: 'work', at: application, seconds: figure('proof.provider') / 1000 }]
}

/**
 * Mean wait until the next run of those that are gathered: half a pause for who comes within one, and only a run of
 * several is followed by one.
 */
function gatheringSeconds(
  situation: Situation,
  { operation, module, peakPerSecond }: Load,
): number {
  const gathered =
    readyModuleFor(module, situation.brief) && !/\.(list|search)/.test(operation.name)
  if (!gathered) return 0
  const pause = figure('gather.pause') / 1000
  const within = (peakPerSecond / replicasOfModule(module, situation)) * pause
  const share = within / (1 + within)
  return (share ** 2 * pause) / 2
}

/** Calls that one simulation plays: of an operation with a thirtieth of them, five lie above the p99. */
export const playedCalls = 20_000

/** Calls above a percentile from which on it is taken from the simulation. */
const enoughAbove = 2

/** Latencies as a simulation of the queueing network at the peak finds them; of rare operations, by closed form. */
export function simulatedLatencies(situation: Situation): Latencies {
  const place = placeOf(situation)
  const network = networkOf(situation, place)
  if (network.flows.length === 0) return closedFormLatencies(situation)
  const { responses } = simulate(network, { seed: situation.brief.system, calls: playedCalls })
  const rare = closedFormLatencies(situation)
  const played = (load: Load, percentile: number): Float64Array | undefined => {
    const flow = network.flows.findIndex(({ name }) => name === load.operation.name)
    const seconds = responses[flow]
    return seconds && seconds.length * (1 - percentile) >= enoughAbove ? seconds : undefined
  }
  return {
    place,
    isPlayed: (load, percentile) => played(load, percentile) !== undefined,
    at(load, percentile) {
      const seconds = played(load, percentile)
      return seconds ? percentileOf(seconds, percentile) : rare.at(load, percentile)
    },
  }
}

/** Latencies by closed form: own work queues as in M/M/c at the use that the whole mix makes; waits are added as they are. */
export function closedFormLatencies(situation: Situation): Latencies {
  const place = placeOf(situation)
  return {
    place,
    isPlayed: () => false,
    at: (load, percentile) => {
      const own = ownSeconds(situation, load, place)
      const servers = serversOf(situation, place)
      const perSecond = (usedOf(situation, place) * servers) / own
      const queue = { servers, perSecond, serviceSeconds: own }
      return responsePercentile(queue, percentile) + waitSeconds(situation, load, place)
    },
  }
}

/** Processor seconds of everything that one call runs, with those that the proof itself needs on the same machine. */
export function ownSeconds(situation: Situation, load: Load, place: Place): number {
  const { appMs, databaseMs } = wholeWork(load, situation.loads)
  const own = (appMs + databaseMs) / 1000
  return place === 'one machine' ? own + proofSeconds(situation, load) : own
}

function proofSeconds(situation: Situation, load: Load): number {
  const asked = partsOf(load, situation.loads).filter((part) => outsideMs(situation, part) > 0)
  return (figure('proof.load') + asked.length * figure('proof.provider')) / 1000
}

/** Seconds that everything one call runs waits for commits, for others to be gathered with, and in production for outside systems. */
export function waitSeconds(situation: Situation, load: Load, place: Place): number {
  return partsOf(load, situation.loads).reduce(
    (sum, part) =>
      sum +
      gatheringSeconds(situation, part) +
      (part.work.transactions * figure('work.commit.wait')) / 1000 +
      (place === 'as designed' ? outsideMs(situation, part) / 1000 : 0),
    0,
  )
}

/** Cores that serve at one time; of the smaller of application and database where they have their own. */
export function serversOf(situation: Situation, place: Place): number {
  if (place === 'one machine') return coresPerReplica
  const { databaseCores } = sizeOf(situation)
  return Math.min(
    replicasOf(situation) * coresPerReplica,
    databaseCores * databaseMachines(situation),
  )
}

/** Share of the cores in use; that of the fuller of application and database where they have cores of their own. */
export function usedOf(situation: Situation, place: Place): number {
  const { appCores, databaseCores, callsPerSecond } = situation.totals
  if (place === 'one machine') {
    const proof = (callsPerSecond * figure('proof.load')) / 1000
    return (appCores + databaseCores + proof) / coresPerReplica
  }
  const sizing = sizeOf(situation)
  return Math.max(
    appCores / (replicasOf(situation) * coresPerReplica),
    databaseCores / (sizing.databaseCores * databaseMachines(situation)),
  )
}
