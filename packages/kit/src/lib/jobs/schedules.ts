import { type ParsedCronItem, parseCronItems } from 'graphile-worker'

import { rankOf } from './fair-turns.ts'
import type { Job, JobSpec } from './job.ts'

const minuteMs = 60_000
const weekMs = 7 * 86_400_000

/** A runner looks back from when it has started: so much later than the schedule was read. */
const startMs = 30_000

/**
 * The schedules of jobs. One process queues each run, whichever comes first; of the runs that no process was there for it queues
 * those that the job wants.
 */
export function schedulesOf(jobs: readonly Job[], now: Date): ParsedCronItem[] {
  return jobs.flatMap(({ spec }) => {
    const { name: task, schedule: match, missed = 'once' } = spec
    if (match === undefined) return []
    const [item] = parseCronItems([{ task, match, options: optionsOf(spec) }])
    if (!item) throw new TypeError(`${task} has no schedule`)
    const lookBack = { skip: () => 0, once: () => sinceLast(item, now), all: () => weekMs }
    const backfillPeriod = lookBack[missed]()
    return [{ ...item, options: { ...item.options, backfillPeriod } }]
  })
}

function optionsOf({ name, priority = 'normal', attempts, missed = 'once' }: JobSpec) {
  return {
    // Before all others of its rank, so that it says nothing of where their turns are.
    priority: rankOf[priority] - 1,
    ...(attempts === undefined ? {} : { maxAttempts: attempts }),
    // One run that waits is enough.
    ...(missed === 'once' ? { jobKey: name } : {}),
  }
}

/** How far to look back to find the last run that is due, and none before it: at most a week, milliseconds. */
function sinceLast({ match }: ParsedCronItem, now: Date): number {
  const thisMinute = now.getTime() - (now.getTime() % minuteMs)
  for (let at = thisMinute; at > now.getTime() - weekMs; at -= minuteMs)
    if (match(digestOf(new Date(at)))) return now.getTime() - at + startMs
  return 0
}

function digestOf(at: Date): Parameters<ParsedCronItem['match']>[0] {
  return {
    ...{ min: at.getUTCMinutes(), hour: at.getUTCHours() },
    ...{ date: at.getUTCDate(), month: at.getUTCMonth() + 1, dow: at.getUTCDay() },
  }
}
