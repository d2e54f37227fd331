import type { Brief, Calibration, DataVolume, Operation } from '@archwright/model'

import { headroom } from './arithmetic/staffing.ts'
import { lostTime, type Placement } from './availability-model.ts'
import { assumedNumber } from './brief/assumptions.ts'
import { isInternal, leadingOperation } from './brief/leading.ts'
import { readyModuleFor, readyModules } from './ready-modules.ts'
import { figure } from './rules/catalog.ts'
import { type Signals, signalsOf } from './signals.ts'
import { type Growth, growthsOf, volumesOf } from './volumes.ts'
import { type Load, loadsOf, type Work, workOf } from './workload.ts'

/** Everything a decision may read: the complete brief and what follows from it by arithmetic. */
export interface Situation extends Shape {
  brief: Brief
  /** The operation the brief is about, at its peak; absent when no operation is known. */
  lead: (Operation & { peakPerSecond: number }) | undefined
  loads: readonly Load[]
  volumes: readonly DataVolume[]
  totals: Totals
  needs: Needs
  team: { teams: number; engineers: number }
  /** Set where numbers that the brief left open were put at random: what is chosen there is not weighed further. */
  imagined?: boolean
  /** The situation with the same load from which this one was made by other objectives or another team. */
  loadOf?: Situation
}

/** What no number of the brief changes. */
interface Shape {
  signals: Signals
  modules: readonly string[]
  /** The work of each operation, in the order of the brief. */
  works: readonly Work[]
  /** Whether each operation publishes an event, in the order of the brief. */
  publishing: readonly boolean[]
  /** Whether each operation is called from outside, in the order of the brief. */
  public: readonly boolean[]
  /** How the rows of each entity come and go, in the order of the brief. */
  growths: readonly Growth[]
  /** Index of the leading operation; −1 without one. */
  leading: number
  /** Share of time lost to faults in each placement. */
  lost: Readonly<Record<Placement, number>>
  deploys: { perTeamPerDay: number; hours: number }
  /** Set where the cost of work was measured instead of assumed. */
  calibration?: Calibration
}

/** Sums over all operations at the peak. */
export interface Totals {
  callsPerSecond: number
  /** Of these, the calls that clients make; the rest are calls between modules. */
  publicCallsPerSecond: number
  readsPerSecond: number
  writesPerSecond: number
  eventsPerSecond: number
  loginsPerSecond: number
  /** Processor cores kept busy. */
  appCores: number
  databaseCores: number
  bytesAfterYear: number
  largestTableBytes: number
  searchableRows: number
}

export interface Needs {
  availability: number
  rpoSeconds: number
  rtoSeconds: number
  regions: number
  /** The tightest latency bound of a command, in milliseconds. */
  commandMs: number
}

/** Cores of one application replica; small enough to lose one, large enough for two workers. */
export const coresPerReplica = 2

/** Share of a replica's cores that may be busy at the peak. */
export const usableShare = 1 - headroom(coresPerReplica)

/** Reads a complete brief. */
export function assess(brief: Brief): Situation {
  return withNumbers(brief, {
    signals: signalsOf(brief),
    modules: modulesOf(brief),
    works: brief.operations.map((operation) => workOf(operation, brief)),
    publishing: brief.operations.map(publishes),
    public: brief.operations.map((operation) => !isInternal(operation, brief)),
    growths: growthsOf(brief),
    leading: leadingIndex(brief),
    lost: lostTime(brief),
    deploys: {
      perTeamPerDay: assumedNumber(brief, 'team.deploysPerTeamPerDay'),
      hours: assumedNumber(brief, 'team.deployHours'),
    },
  })
}

function leadingIndex(brief: Brief): number {
  const lead = leadingOperation(brief)
  return lead ? brief.operations.indexOf(lead) : -1
}

/** Reads the same brief with other numbers. Cheap, and cheaper still when the load is the same: flips do it often. */
export function reassess(brief: Brief, before: Situation): Situation {
  const sameLoad =
    brief.operations === before.brief.operations && brief.entities === before.brief.entities
  if (!sameLoad) return withNumbers(brief, before)
  return { ...before, brief, needs: needsOf(brief), team: teamOf(brief), loadOf: before }
}

/** The same with the cost of work that was measured. */
export function withCosts(situation: Situation, calibration: Calibration): Situation {
  const { app, database, hashMs } = calibration
  const onApp = (app.measuredMs - hashMs) / (app.priorMs - hashMs)
  const onDatabase = database.measuredMs / database.priorMs
  const works = situation.works.map((work) => {
    const hashing = work.hashes * figure('work.hash.app')
    return {
      ...work,
      appMs: hashing + (work.appMs - hashing) * onApp,
      databaseMs: work.databaseMs * onDatabase,
    }
  })
  return withNumbers(situation.brief, { ...situation, works, calibration })
}

/** Factors on what was assumed, 1 where nothing is open. */
export interface World {
  /** On all rates. */
  calls: number
  /** On the peaks of rates that are stated as averages. */
  peaks: number
  /** On rates of reading. */
  reads: number
  /** On the rows at the start. */
  rows: number
  /** On the cost of work. */
  cost: number
}

/** The situation in a world with other numbers. Made by the thousand, so it shares with the one before all it can. */
export function imagine(before: Situation, world: World): Situation {
  const { calls, peaks, reads, rows, cost } = world
  const loads = before.loads.map((load) => {
    const { operation, averagePerSecond, peakPerSecond, work } = load
    const times = operation.kind === 'command' ? calls : calls * reads
    return {
      operation,
      module: load.module,
      averagePerSecond: averagePerSecond * times,
      peakPerSecond: peakPerSecond * times * (operation.rateIs === 'peak' ? 1 : peaks),
      work: { ...work, appMs: work.appMs * cost, databaseMs: work.databaseMs * cost },
    }
  })
  const entities = before.brief.entities.map((entity) => ({
    ...entity,
    count: (entity.count ?? 0) * rows,
    ...(entity.growthPerSecond === undefined
      ? {}
      : { growthPerSecond: entity.growthPerSecond * calls }),
  }))
  const brief = { ...before.brief, entities }
  const volumes = volumesOf(brief, loads, before.growths)
  const lead = loads[before.leading]
  return {
    ...before,
    brief,
    loads,
    volumes,
    lead: lead && { ...lead.operation, peakPerSecond: lead.peakPerSecond },
    totals: totalsOf(brief, before, { loads, volumes }),
    imagined: true,
  }
}

function withNumbers(brief: Brief, shape: Shape): Situation {
  const loads = loadsOf(brief, shape.works)
  const volumes = volumesOf(brief, loads, shape.growths)
  const lead = loads[shape.leading]
  return {
    signals: shape.signals,
    modules: shape.modules,
    works: shape.works,
    publishing: shape.publishing,
    public: shape.public,
    growths: shape.growths,
    leading: shape.leading,
    lost: shape.lost,
    deploys: shape.deploys,
    ...(shape.calibration ? { calibration: shape.calibration } : {}),
    brief,
    lead: lead && { ...lead.operation, peakPerSecond: lead.peakPerSecond },
    loads,
    volumes,
    totals: totalsOf(brief, shape, { loads, volumes }),
    needs: needsOf(brief),
    team: teamOf(brief),
  }
}

const teamOf = ({ team }: Brief): Situation['team'] => ({
  teams: team.teams ?? 1,
  engineers: team.engineers ?? 1,
})

function totalsOf(
  brief: Brief,
  { publishing, public: isPublic }: Shape,
  { loads, volumes }: Pick<Situation, 'loads' | 'volumes'>,
): Totals {
  const totals: Totals = {
    callsPerSecond: 0,
    publicCallsPerSecond: 0,
    readsPerSecond: 0,
    writesPerSecond: 0,
    eventsPerSecond: 0,
    loginsPerSecond: 0,
    appCores: 0,
    databaseCores: 0,
    bytesAfterYear: 0,
    largestTableBytes: 0,
    searchableRows: brief.entities.reduce((most, { count = 0 }) => Math.max(most, count), 0),
  }
  loads.forEach(({ operation, peakPerSecond, work }, index) => {
    totals.callsPerSecond += peakPerSecond
    if (isPublic[index]) totals.publicCallsPerSecond += peakPerSecond
    if (operation.kind === 'command') totals.writesPerSecond += peakPerSecond
    else totals.readsPerSecond += peakPerSecond
    if (publishing[index]) totals.eventsPerSecond += peakPerSecond
    totals.loginsPerSecond += peakPerSecond * work.hashes
    totals.appCores += (peakPerSecond * work.appMs) / 1000
    totals.databaseCores += (peakPerSecond * work.databaseMs) / 1000
  })
  for (const { bytesAfterYear } of volumes) {
    totals.bytesAfterYear += bytesAfterYear
    totals.largestTableBytes = Math.max(totals.largestTableBytes, bytesAfterYear)
  }
  return totals
}

/** A command is taken to publish one event, except where a ready module is known to stay silent. */
function publishes({ name, kind }: Operation): boolean {
  if (kind !== 'command') return false
  const [module = '', verb = ''] = name.split('.')
  const ready = readyModules[module]
  if (ready === undefined) return true
  if (![...ready.operations, ...ready.internal].includes(verb)) return true
  return /^(register|placeOrder|cancelOrder|sendEvent)$/.test(verb)
}

function needsOf({ objectives, operations }: Brief): Needs {
  return {
    availability: objectives.availability ?? 0.999,
    rpoSeconds: objectives.rpoSeconds ?? 300,
    rtoSeconds: objectives.rtoSeconds ?? 3600,
    regions: objectives.regions ?? 1,
    commandMs: operations.reduce(
      (tightest, { kind, latencyMs = 300 }) =>
        kind === 'command' ? Math.min(tightest, latencyMs) : tightest,
      300,
    ),
  }
}

/** The modules of the brief, the one that tells others where that is asked, and those that ready modules call. */
function modulesOf(brief: Brief): string[] {
  const { entities, operations, capabilities, asks } = brief
  const tellsOthers =
    capabilities.some(({ name }) => name === 'webhooks') ||
    asks.some(({ what }) => what === 'webhooks')
  const modules = new Set([
    ...entities.map(({ module }) => module),
    ...operations.map(({ name }) => name.slice(0, name.indexOf('.'))),
    ...(tellsOthers ? ['webhooks'] : []),
  ])
  // A Set is iterated over what is added during the iteration too, so this is the closure.
  for (const module of modules)
    for (const called of readyModuleFor(module, brief)?.calls ?? []) modules.add(called)
  return [...modules]
}
