import type { Design } from '@archwright/model'

import { runbookNames } from './paths.ts'
import type { Runbook } from './runbook.ts'
import { code } from './text/markdown.ts'
import { number } from './text/quantity.ts'

/** Runbooks for work that is left behind, and for connections that are used up. */
export function backgroundRunbooks(design: Design): Runbook[] {
  return [
    ...(design.channels.length > 0 ? [eventsWaiting(design)] : []),
    ...(design.sagas.length > 0 ? [sagasStuck(design)] : []),
    connectionsUsedUp(design),
  ]
}

function eventsWaiting({ channels }: Design): Runbook {
  const hearers = new Set(channels.flatMap(({ to }) => to))
  return {
    name: runbookNames.eventsWaiting,
    title: 'Events wait or were set aside',
    seen: [
      `What follows from a change comes late or not at all: ${number(channels.length)} kinds of event, ${number(hearers.size)} that hear them.`,
    ],
    byItself: [
      'No event is lost: it stays in the outbox until each hearer has it.',
      'An event that fails is tried again with growing pauses and then set aside, so that it does not hold up the rest.',
    ],
    steps: [
      'Is only one kind waiting? `select event, count(*), min(created_at), max(attempts), max(last_error) from kit.outbox group by 1 order by 2 desc`.',
      'One kind: its hearer fails. Find its log lines at level error, repair or take back the last release; delivery goes on by itself.',
      "All kinds: the relay does not run. Look whether any process is ready, and whether a long transaction blocks it: `select pid, now() - xact_start, query from pg_stat_activity where xact_start < now() - interval '1 minute'`.",
      'Set aside: read `last_error` where `dead`. Repair the cause first, then put it back: `update kit.outbox set dead = false, attempts = 0, next_at = now() where dead and event = …`. Hearing it twice does no harm.',
    ],
    over: 'The oldest event is younger than a minute, and none is set aside.',
    query: 'max by (of) (background_oldest_seconds{of="outbox"})',
  }
}

function sagasStuck({ sagas }: Design): Runbook {
  return {
    name: runbookNames.sagasStuck,
    title: 'A saga is stuck past its pivot',
    seen: [
      `Past its pivot a step of ${sagas.map(({ name }) => code(name)).join(' or ')} was refused for good: it can neither go on nor back.`,
    ],
    byItself: [
      'Its state, its step and the refusal are kept; nothing is tried again until somebody says so.',
      'Other sagas go on.',
    ],
    steps: [
      "Find it: `select id, name, step, failure, started_at from kit.saga where state = 'stuck'`.",
      'Ask the outside system by the key of the step what really happened. Never assume: a call that timed out may have succeeded.',
      "Repair what refused it, then let the step run again; each step may be repeated: `update kit.saga set state = 'running', ended_at = null, attempts = 0, lease_until = now() where state = 'stuck' and id = …`.",
      'Money moved and goods did not, or the other way round: tell the customer before you change anything by hand.',
    ],
    over: 'No saga is stuck, and the reconciliation of the day finds no difference.',
    query: 'max by (of) (background_dead{of="sagas"})',
  }
}

function connectionsUsedUp({ deployables }: Design): Runbook {
  const pool = deployables.reduce((sum, { replicas, poolSize }) => sum + replicas * poolSize, 0)
  return {
    name: runbookNames.connectionsUsedUp,
    title: 'Calls wait for a connection',
    seen: ['Latency rises for everything that reads or writes, while processors are not busy.'],
    byItself: [
      'A call that gets no connection before its deadline ends with an error; nothing piles up for ever.',
    ],
    steps: [
      'Who holds them? `select state, wait_event_type, count(*), max(now() - state_change) from pg_stat_activity group by 1, 2 order by 3 desc`.',
      '`idle in transaction`: code waits for something outside within a transaction. Find it by its query and take its release back.',
      '`Lock`: `select pg_blocking_pids(pid), pid, query from pg_stat_activity where cardinality(pg_blocking_pids(pid)) > 0`. A migration is taken back; a job is stopped.',
      `All active: the database has too much to do. Do not raise the pools (${number(pool)} in all): more at once makes each slower. Find the statement with \`pg_stat_statements\`, or shed load.`,
    ],
    over: 'No call has waited for a connection for ten minutes.',
    query: 'max by (job) (db_client_connection_pending_requests)',
  }
}
