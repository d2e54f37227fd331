import type { Design, ResiliencePolicy, Slo } from '@archwright/model'

import { backgroundRunbooks } from './background-runbooks.ts'
import { breachRunbook, keepsPersonalData } from './breach-runbook.ts'
import { ratioName } from './deploy/slo-queries.ts'
import { paths, runbookNames, speed } from './paths.ts'
import { endpoints } from './process-face.ts'
import { referencesFrom } from './references.ts'
import type { Runbook } from './runbook.ts'
import { blocks, bullets, code, fenced, heading, prose, sentence, some } from './text/markdown.ts'
import { duration, number, percent } from './text/quantity.ts'
import type { WrittenFile } from './written-file.ts'

/** docs/runbooks: one for each alert, and one for each fault that was provoked on purpose. */
export function runbooks(design: Design): WrittenFile[] {
  const all = [
    ...design.slos.flatMap(burnRunbooks),
    processKilled(design),
    databaseRestarted(design),
    ...backgroundRunbooks(design),
    ...(keepsPersonalData(design) ? [breachRunbook(design)] : []),
    ...design.resilience.flatMap((policy) => [slow(policy), failing(policy)]),
  ]
  return all.map((each) => ({ path: paths.runbook(each.name), text: written(design, each) }))
}

function written(
  design: Design,
  { name, title, seen, byItself, steps, over, query }: Runbook,
): string {
  const refs = referencesFrom(paths.runbook(name), design)
  const text = blocks(
    heading(1, title),
    heading(2, 'What you see'),
    bullets(seen),
    byItself.length > 0 ? blocks(heading(2, 'What happens by itself'), bullets(byItself)) : '',
    heading(2, 'What to do'),
    steps.map((step, index) => `${index + 1}. ${step}`).join('\n'),
    query === undefined ? '' : blocks('Where, in Prometheus:', fenced('promql', query)),
    heading(2, 'It is over when'),
    over,
    `Background: ${refs.to(paths.proposal, 'proposal')}, ${refs.to(paths.diagram('deployment'), 'deployment')}.`,
  )
  return `${text}\n`
}

function burnRunbooks(slo: Slo): Runbook[] {
  const names = new Set<string>()
  return slo.alerts.flatMap((alert) => {
    const name = runbookNames.burn(slo, alert)
    if (names.has(name)) return []
    names.add(name)
    const slowness =
      slo.thresholdSeconds === undefined
        ? 'end in an error of ours or are shed'
        : `take longer than ${duration(slo.thresholdSeconds)}`
    return [
      {
        name,
        title: `${prose(slo.name)}: ${speed(alert)}`,
        seen: [
          `More than ${percent(alert.burnRate * (1 - slo.target))} of ${slo.operations.length > 0 ? some(slo.operations.map(code)) : 'all calls'} ${slowness}, over ${duration(alert.longSeconds)} and still now.`,
          `At this rate ${percent(alert.budgetFraction)} of the budget for ${slo.windowDays} days goes in ${duration(alert.longSeconds)}; all of it in ${duration((slo.windowDays * 86_400) / alert.burnRate)}.`,
        ],
        byItself: [],
        steps: [
          'Was anything released or configured in the last hour? Take it back first, look for the cause later.',
          'Find which operations are bad with the query below. One module: look at its log lines at level error. All modules: look at the database and the machines.',
          'Outcome `shed` means more work than the processes can do: add replicas. Outcome `error` means a fault: follow a trace from its log line by `traceId`.',
          'Calls that go to an outside system: open the runbook of that system.',
        ],
        query: slo.thresholdSeconds === undefined ? byOperation : slowestOperations,
        over: `The share of bad events over ${duration(alert.shortSeconds)} is below ${percent(alert.burnRate * (1 - slo.target))}. In Prometheus: ${code(`${ratioName(alert.shortSeconds)}{slo="${slo.name}"}`)}.`,
      },
    ]
  })
}

const byOperation =
  'topk(10, sum by (operation, outcome) (rate(operation_duration_seconds_count{outcome=~"error|shed"}[5m])))'
const slowestOperations =
  'topk(10, histogram_quantile(0.99, sum by (operation, le) (rate(operation_duration_seconds_bucket[5m]))))'

function processKilled({ deployables }: Design): Runbook {
  const alone = deployables.every(({ replicas }) => replicas === 1)
  return {
    name: runbookNames.processKilled,
    title: 'A process was killed or hangs',
    seen: [
      'A target of Prometheus is down, or the orchestrator restarts a container.',
      alone
        ? 'There is one replica, so calls fail until it is back.'
        : 'Calls that were in flight on it fail once; the other replicas serve.',
    ],
    byItself: [
      'The container is restarted. A process takes calls only after its ready check passes.',
      'Saga steps and jobs it held are taken over when their lease ends; each is idempotent.',
      'Clients that repeat a command with the same idempotency key get the first answer.',
    ],
    steps: [
      `Ask each replica: ${code(`curl -fsS http://HOST:PORT${endpoints.ready}`)}. The answer names the part that is not ready.`,
      'Read why the last one ended: `docker compose ps --all` for the exit code (137 is killed, most often for memory), `docker compose logs --tail 200`.',
      'Exit code 137: compare memory with the limit in compose.yaml, and raise the limit or take back the release that grew it.',
      'It restarts again and again: take back the last release.',
    ],
    over: 'Every replica answers ready for five minutes, and no order has been pending for longer than that.',
  }
}

function databaseRestarted({ stores, deployables }: Design): Runbook {
  const pool = deployables.reduce((sum, { replicas, poolSize }) => sum + replicas * poolSize, 0)
  const copies = Math.max(1, ...stores.map(({ replicas }) => replicas))
  return {
    name: runbookNames.databaseRestarted,
    title: 'PostgreSQL restarted or is away',
    seen: [
      'All operations that read or write fail at once with outcome `error`; the ready check fails on every replica.',
    ],
    byItself: [
      'What was committed is there; what was not is rolled back, and its caller saw an error.',
      `The pools (${number(pool)} connections in all) connect anew without a restart of the processes.`,
      'Outbox, sagas and jobs go on from their rows.',
      ...(copies > 1 ? ['When the primary does not come back, the standby is promoted.'] : []),
    ],
    steps: [
      'Is it up? `docker compose ps postgres`, or `pg_isready --host HOST`.',
      'Read its log for the reason: out of memory, disk full, a crash, an operator.',
      'Disk full: free space that is not data first. Never delete anything in pg_wal by hand.',
      'It is up and calls still fail: `select state, wait_event_type, count(*) from pg_stat_activity group by 1, 2` shows whether connections are used up or wait for a lock.',
    ],
    over: 'Every replica answers ready, and the share of errors is back to what it was.',
  }
}

function slow(policy: ResiliencePolicy): Runbook {
  const { dependency, timeoutMs, attempts, bulkhead, fallback } = policy
  return {
    name: runbookNames.slow(policy),
    title: `${prose(dependency)} is slow`,
    seen: [
      `Operations that call it approach ${duration(timeoutMs / 1000)}; others are as fast as ever.`,
    ],
    byItself: [
      `Each call is cut off after ${duration(timeoutMs / 1000)} and tried at most ${number(attempts)} times.`,
      `At most ${number(bulkhead.concurrent)} calls run and ${number(bulkhead.queued)} wait; more are refused at once, so that the rest of the system keeps its workers.`,
      sentence(fallback),
    ],
    steps: [
      'Look at the status page of the provider, and tell them with an example and its time.',
      'Do not raise the timeout or the number of attempts while it lasts: both send more work to a system that has too much.',
      'A call that timed out may have succeeded. Nothing needs to be done for it: it is repeated with the same key, or settled by the webhook.',
    ],
    over: 'Its calls answer within their usual time, and nothing is pending that waits for it.',
  }
}

function failing(policy: ResiliencePolicy): Runbook {
  const { dependency, breaker, fallback } = policy
  return {
    name: runbookNames.failing(policy),
    title: `${prose(dependency)} fails`,
    seen: ['Operations that call it fail quickly; others are as good as ever.'],
    byItself: [
      `At ${percent(breaker.failureRate)} failures within ${duration(breaker.windowSeconds)} the breaker opens: for ${duration(breaker.openSeconds)} nothing is sent, then a single call probes.`,
      sentence(fallback),
    ],
    steps: [
      'Is it them or us? Answers with 401 or 403: our credential has expired or was replaced. Errors of TLS or of names: our network. Answers with 5xx: them.',
      'Look at the status page of the provider, and tell them with an example and its time.',
      'If it lasts longer than your customers should wait, tell customers. Do not repeat payments by hand: sagas go on by themselves, and a second charge is worse than a late one.',
    ],
    over: 'The breaker is closed, and nothing is pending that waits for it.',
  }
}
