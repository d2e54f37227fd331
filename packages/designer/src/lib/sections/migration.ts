import type { Migration, MigrationStep, Module } from '@archwright/model'

import { couplingsOf } from '../decisions/core/coupling.ts'
import { bytes, percent, show } from '../figures.ts'
import type { Situation } from '../situation.ts'
import type { Verdicts } from '../verdicts.ts'

/** The way from what runs today: which part leaves when, how its calls and its data move, and how it goes back. */
export function migrationOf(
  situation: Situation,
  modules: readonly Module[],
  verdicts: Verdicts,
): Migration | undefined {
  if (verdicts.chosen('migration.path') !== 'part by part, behind a route') return undefined
  const ordered = situation.modules
    .map((module) => ({ module, ...weightsOf(module, situation, modules) }))
    .toSorted((one, other) => worth(other) - worth(one))
  const steps = [entrance(), ...ordered.map((each) => leaving(each, situation)), end(situation)]
  return {
    steps: steps.map((each, index) => ({ step: index + 1, ...each })),
    decision: verdicts.id('migration.path'),
  }
}

interface Weights {
  /** Share of all calls. */
  value: number
  /** Other modules that it asks or that ask it. */
  neighbors: number
  /** The coupling of its data to theirs. */
  coupling: number
}

function weightsOf(
  module: string,
  { loads, brief, totals }: Situation,
  modules: readonly Module[],
): Weights {
  const own = loads
    .filter((load) => load.module === module)
    .reduce((sum, { peakPerSecond }) => sum + peakPerSecond, 0)
  const owner = new Map(brief.entities.map((entity) => [entity.name, entity.module]))
  const across = couplingsOf(brief).filter(
    ({ a, b }) => (owner.get(a) === module) !== (owner.get(b) === module),
  )
  const asked = modules.find(({ name }) => name === module)?.calls ?? []
  const asking = modules.filter(({ calls }) => calls.includes(module))
  return {
    value: own / Math.max(1e-9, totals.callsPerSecond),
    neighbors: asked.length + asking.length,
    coupling: across.reduce((sum, { score }) => sum + Math.max(0, score), 0),
  }
}

/** What moving a part gives, over what has to be bridged while the rest stays. */
const worth = ({ value, neighbors, coupling }: Weights) => value / (1 + neighbors + coupling)

type Step = Omit<MigrationStep, 'step'>

const entrance = (): Step => ({
  part: 'the entrance',
  why: 'Nothing can be moved that cannot be routed and measured',
  routing: 'all calls pass the new entrance and go to the old system unchanged',
  data: 'none; rates, latencies and failures of the old system are recorded as the bar to meet',
  done: 'a week of traffic with the same failures and at most a few milliseconds more',
  back: 'the address of the old system is put back',
})

function leaving(
  { module, value, neighbors, coupling }: Weights & { module: string },
  { volumes }: Situation,
): Step {
  const size = volumes
    .filter((volume) => volume.module === module)
    .reduce((sum, { bytesAfterYear }) => sum + bytesAfterYear, 0)
  return {
    part: module,
    why: `${percent(value)} of the calls; ${neighbors === 0 ? 'asks no other part and is asked by none' : `${neighbors} part${neighbors === 1 ? '' : 's'} to ask or answer through the adapter while they stay`}${coupling > 0 ? `, coupling ${show(Number(coupling.toFixed(2)))}` : ''}`,
    routing: `reads in shadow and compared, then 1 %, 10 %, 50 % and all of the calls of ${module}`,
    data: `${bytes(size)} copied once, then changes followed one way from the old tables; counts and sums compared each night; writes switch when they agree`,
    done: 'two weeks with all calls and no difference; the old code and tables of it are deleted',
    back: 'the route goes back at once; what was written meanwhile is replayed from its events into the old tables',
  }
}

const end = ({ modules }: Situation): Step => ({
  part: 'the old system',
  why: `Every part has left: ${modules.length}`,
  routing: 'the route to the old system answers 410 for a month, then goes',
  data: 'a last backup is kept as long as the law says; the adapter and its table of ids are deleted',
  done: 'a month without one call to it',
  back: 'none: from here only forward',
})
