import type { BurnAlert, Slo } from '@archwright/model'

import { paths, runbookNames, speed } from '../paths.ts'
import { decisionsIn } from '../references.ts'
import { blocks, bullets, code, prose, sentence, table } from '../text/markdown.ts'
import { duration, number, percent } from '../text/quantity.ts'
import { answers, type Scene, section, subsection } from './section.ts'

/** Part 4: what happens when something fails, and how anybody knows. */
export function resilienceSection(scene: Scene): string {
  const { design } = scene
  return section(
    '4. Resilience and observability',
    answers(scene, decisionsIn(design, 'resilience', 'operations')),
    subsection('Calls to outside systems', policyTable(scene), fallbacks(scene)),
    subsection('Faults', faultTable(scene)),
    subsection(
      'Service level objectives',
      ...design.slos.map((slo) => objective(scene, slo)),
      files(scene),
    ),
    subsection('Jobs', jobTable(scene)),
  )
}

function policyTable({ design, refs }: Scene): string {
  return table(
    [
      { title: 'To' },
      { title: 'Timeout', align: 'right' },
      { title: 'Attempts', align: 'right' },
      { title: 'Retry budget', align: 'right' },
      { title: 'Breaker opens' },
      { title: 'Concurrent', align: 'right' },
      { title: 'Queued', align: 'right' },
      { title: 'Decision' },
    ],
    design.resilience.map(
      ({ dependency, timeoutMs, attempts, retryBudget, breaker, bulkhead, decision }) => [
        prose(dependency),
        duration(timeoutMs / 1000),
        String(attempts),
        percent(retryBudget),
        `at ${percent(breaker.failureRate)} failures in ${duration(breaker.windowSeconds)}, for ${duration(breaker.openSeconds)}`,
        String(bulkhead.concurrent),
        String(bulkhead.queued),
        refs.decision(decision),
      ],
    ),
  )
}

function fallbacks({ design }: Scene): string {
  return bullets(
    design.resilience.map(
      ({ dependency, fallback }) => `Without ${prose(dependency)}: ${sentence(fallback)}`,
    ),
  )
}

function faultTable({ design, refs }: Scene): string {
  const to = (name: string) => refs.to(paths.runbook(name), 'runbook')
  const rows = [
    [
      'A process is killed',
      'Its calls are retried by clients with the same key; its saga steps and jobs go on elsewhere',
      to(runbookNames.processKilled),
    ],
    [
      'PostgreSQL restarts',
      'Calls fail fast until it is back, then the pool reconnects; what was committed stays',
      to(runbookNames.databaseRestarted),
    ],
    ...design.resilience.flatMap((policy) => [
      [
        `${prose(policy.dependency)} is slow`,
        `Deadline after ${duration(policy.timeoutMs / 1000)}; no more than ${policy.bulkhead.concurrent} calls wait`,
        to(runbookNames.slow(policy)),
      ],
      [
        `${prose(policy.dependency)} fails`,
        prose(policy.fallback),
        to(runbookNames.failing(policy)),
      ],
    ]),
  ]
  return table([{ title: 'Fault' }, { title: 'What happens' }, { title: 'What to do' }], rows)
}

function objective({ refs }: Scene, slo: Slo): string {
  const covered = slo.operations.length > 0 ? slo.operations.map(code).join(', ') : 'all operations'
  return blocks(
    `**${prose(slo.name)}**: ${percent(slo.target)} over ${slo.windowDays} days, for ${covered}: ${sentence(slo.indicator)} Burn rates are not evaluated below ${number(slo.minimumPerMinute)} events a minute.`,
    table(
      [
        { title: 'Alert' },
        { title: 'Burn rate', align: 'right' },
        { title: 'Windows' },
        { title: 'Budget spent', align: 'right' },
        { title: 'Severity' },
        { title: 'What to do' },
      ],
      slo.alerts.map((alert) => [
        speed(alert),
        `${number(alert.burnRate)}×`,
        `${duration(alert.longSeconds)} and ${duration(alert.shortSeconds)}`,
        percent(alert.budgetFraction),
        alert.severity,
        alert.severity === 'page'
          ? refs.to(paths.runbook(runbookNames.burn(slo, alert)), 'runbook')
          : 'in working hours',
      ]),
    ),
    neverFires(slo),
  )
}

// A burn rate above 1/(1 - target) cannot occur: https://sre.google/workbook/alerting-on-slos/
function neverFires({ target, alerts }: Slo): string {
  const silent = alerts.filter(({ burnRate }: BurnAlert) => burnRate > 1 / (1 - target))
  if (silent.length === 0) return ''
  return `At this target the burn rate cannot exceed ${number(1 / (1 - target))}×, so ${silent.length === 1 ? 'one of these alerts' : `${silent.length} of these alerts`} can never fire.`
}

function files({ design, refs }: Scene): string {
  if (design.slos.length === 0) return ''
  return `The same as files: ${refs.to(paths.openslo, 'OpenSLO')}, ${refs.to(paths.recordings, 'recording rules')}, ${refs.to(paths.alerts, 'alerts')}.`
}

function jobTable({ design }: Scene): string {
  return table(
    [
      { title: 'Job' },
      { title: 'Module' },
      { title: 'Runs' },
      { title: 'Attempts', align: 'right' },
    ],
    design.jobs.map(({ name, module, trigger, attempts }) => [
      code(name),
      code(module),
      prose(trigger),
      String(attempts),
    ]),
  )
}
