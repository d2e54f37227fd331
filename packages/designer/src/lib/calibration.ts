import type { Evidence, Line } from '@archwright/model'

import { line } from './line.ts'
import { figure } from './rules/catalog.ts'
import { mixOf } from './sections/workload.ts'
import { type Situation, withCosts } from './situation.ts'

/** What the designer takes of a proof. */
export type Measured = Pick<Evidence, 'startedAt' | 'conditions' | 'costs'>

/**
 * The situation with the processor time of a call as a proof measured it, all that a call sets off included. Hashing a
 * password costs what it did; each operation keeps its share of the rest.
 */
export function calibrate(
  situation: Situation,
  { startedAt, conditions, costs }: Measured,
): Situation {
  const calls = mixOf(situation).reduce((sum, { perSecond }) => sum + perSecond, 0)
  if (!costs || calls === 0) return situation
  const { appCores, databaseCores, loginsPerSecond } = situation.totals
  return withCosts(situation, {
    measuredAt: startedAt,
    machine: conditions.machine,
    hashMs: (loginsPerSecond * figure('work.hash.app')) / calls,
    app: { priorMs: (appCores * 1000) / calls, measuredMs: costs.appMs },
    database: { priorMs: (databaseCores * 1000) / calls, measuredMs: costs.databaseMs },
  })
}

/** How the measured costs replace the priors, as lines of arithmetic; none where nothing was measured. */
export function calibrationLines({ calibration }: Situation): Line[] {
  if (!calibration) return []
  const { measuredAt, machine, hashMs, app, database } = calibration
  const by = `by the proof of ${measuredAt} on ${machine}`
  return [
    line({
      id: 'L-calibrated-app',
      what: `Application processor time of a call but for hashing, measured ${by}, over the prior`,
      formula: `(${ms(app.measuredMs)} − ${ms(hashMs)}) ÷ (${ms(app.priorMs)} − ${ms(hashMs)})`,
      value: (app.measuredMs - hashMs) / (app.priorMs - hashMs),
      unit: '×',
      from: ['work.request.app', 'work.statement.app', 'work.hash.app'],
    }),
    line({
      id: 'L-calibrated-database',
      what: `Database processor time of a call, measured ${by}, over the prior`,
      formula: `${ms(database.measuredMs)} ÷ ${ms(database.priorMs)}`,
      value: database.measuredMs / database.priorMs,
      unit: '×',
      from: ['work.statement.database', 'work.commit.database', 'work.scan.database'],
    }),
  ]
}

const ms = (value: number) => `${Number(value.toPrecision(4))} ms`
