import { responsePercentile } from '../arithmetic/queueing.ts'
import { type Network, percentileOf, type Step, simulate } from '../arithmetic/simulate.ts'
import { figure } from '../rules/catalog.ts'
import { coresPerReplica, type Situation } from '../situation.ts'
import { databaseMachines, sizeOf } from '../sizing.ts'
import { answerWork, type Load, partsOf } from '../workload.ts'
import { outsideMs, residence } from './workload.ts'

/** As designed; or on the one machine where everything shares two cores, as a laptop or a pipeline proves it. */
export type Place = 'as designed' | 'one machine'

/** How long calls take until they are answered, in seconds. */
export interface Latencies {
  place: Place
  at(load: Load, percentile: number): number
}

/** Where the claims are measured: on one machine while the whole load fits it with headroom, else as designed. */
export function placeOf({ totals }: Situation): Place {
  const busy = totals.appCores + totals.databaseCores
  return busy <= coresPerReplica * figure('postgres.cpu-trigger') ? 'one machine' : 'as designed'
}

const application = 0
const database = 1
const pool = 2

/** The system as a queueing network: application cores, database cores, connections, and waits that nobody queues for. */
export function networkOf(situation: Situation, place: Place): Network {
  const databaseAt = place === 'one machine' ? application : database
  const loads = situation.loads.filter(({ peakPerSecond }) => peakPerSecond > 0)
  const lead = loads.find(({ operation }) => operation.name === situation.lead?.name)
  const { before, after } = lead ? partsOf(lead, loads) : { before: [], after: [] }
  const within = new Set([...before, ...after].filter((load) => load !== lead))
  return {
    stations: stationsOf(situation, place),
    flows: loads
      .filter((load) => !within.has(load))
      .map((load) => {
        const parts = partsOf(load, loads)
        return {
          name: load.operation.name,
          perSecond: load.peakPerSecond,
          steps: [
            ...parts.before.flatMap((part) => stepsOf(situation, part, databaseAt)),
            { do: 'answer' },
            ...parts.after.flatMap((part) => stepsOf(situation, part, databaseAt)),
          ],
        }
      }),
  }
}

function stationsOf(situation: Situation, place: Place): Network['stations'] {
  const { replicas, databaseCores, pool: connections } = sizeOf(situation)
  const machines = databaseMachines(situation)
  const slice = figure('os.slice') / 1000
  const cores = place === 'one machine' ? coresPerReplica : replicas * coresPerReplica
  return [
    { name: 'application cores', slots: cores, slice },
    { name: 'database cores', slots: databaseCores * machines, slice },
    { name: 'connections', slots: connections * machines },
  ]
}

/** One operation: work of the application, the transaction with its commits on a connection, and who is asked outside. */
function stepsOf(situation: Situation, part: Load, databaseAt: number): Step[] {
  const { appMs, databaseMs, transactions, hashes } = part.work
  const outside = outsideMs(situation, part)
  const hashing = (hashes * figure('work.hash.app')) / 1000
  return [
    { do: 'work', at: application, seconds: appMs / 1000 - hashing },
    ...(hashing > 0
      ? [{ do: 'work', at: application, seconds: hashing, steady: true } as const]
      : []),
    ...(outside > 0 ? [{ do: 'wait', seconds: outside / 1000 } as const] : []),
    { do: 'take', from: pool },
    { do: 'work', at: databaseAt, seconds: databaseMs / 1000 },
    ...(transactions > 0
      ? [{ do: 'wait', seconds: (transactions * figure('work.commit.wait')) / 1000 } as const]
      : []),
    { do: 'give', to: pool },
  ]
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
  return {
    place,
    at(load, percentile) {
      const flow = network.flows.findIndex(({ name }) => name === load.operation.name)
      const seconds = responses[flow]
      const enough = seconds && seconds.length * (1 - percentile) >= enoughAbove
      return enough ? percentileOf(seconds, percentile) : rare.at(load, percentile)
    },
  }
}

/** Latencies by closed form: own work queues as in M/M/c at the use that the whole mix makes; waits are added as they are. */
export function closedFormLatencies(situation: Situation): Latencies {
  const place = placeOf(situation)
  return {
    place,
    at: (load, percentile) => {
      const { appMs, databaseMs } = answerWork(load, situation.loads)
      const own = (appMs + databaseMs) / 1000
      const servers = serversOf(situation, place)
      const perSecond = (usedOf(situation, place) * servers) / own
      const queue = { servers, perSecond, serviceSeconds: own }
      return responsePercentile(queue, percentile) + residence(situation, load) - own
    },
  }
}

/** Cores that serve at one time; of the smaller of application and database where they have their own. */
export function serversOf(situation: Situation, place: Place): number {
  if (place === 'one machine') return coresPerReplica
  const { replicas, databaseCores } = sizeOf(situation)
  return Math.min(replicas * coresPerReplica, databaseCores * databaseMachines(situation))
}

/** Share of the cores in use; that of the fuller of application and database where they have cores of their own. */
export function usedOf(situation: Situation, place: Place): number {
  const { appCores, databaseCores } = situation.totals
  if (place === 'one machine') return (appCores + databaseCores) / coresPerReplica
  const sizing = sizeOf(situation)
  return Math.max(
    appCores / (sizing.replicas * coresPerReplica),
    databaseCores / (sizing.databaseCores * databaseMachines(situation)),
  )
}
