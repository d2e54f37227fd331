import type { BurnAlert, Slo } from '@archwright/model'

import { paths, runbookNames } from '../paths.ts'
import { decisionsIn } from '../references.ts'
import { blocks, bullets, prose, sentence, some, table } from '../text/markdown.ts'
import { duration, number, percent } from '../text/quantity.ts'
import { callOrder, messageForm } from './outside-calls.ts'
import { answers, type Scene, section, subsection } from './section.ts'
import { telemetrySection } from './telemetry.ts'

/** Part 4: what happens when something fails, and how anybody knows. */
export function resilienceSection(scene: Scene): string {
  const { design } = scene
  return section(
    '4. Resilience and observability',
    answers(scene, decisionsIn(design, 'resilience', 'operations')),
    subsection('Calls to outside systems', policyTable(scene), callOrder(scene), fallbacks(scene)),
    subsection('Messages to others', deliveryTable(scene), messageForm(scene)),
    subsection('Faults', faultTable(scene)),
    subsection('Service level objectives', objectives(scene)),
    telemetrySection(scene),
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

/** Attempt by attempt: when it comes after the event, and after the one before. */
function deliveryTable({ design, refs }: Scene): string {
  return blocks(
    ...design.deliveries.map((delivery) => {
      const { to, timeoutSeconds, pausesSeconds, disableAfterSeconds, keepFailedDays } = delivery
      let since = 0
      const rows = pausesSeconds.map((pause, index) => {
        since += pause
        return [String(index + 1), duration(pause), duration(since)]
      })
      return blocks(
        `To ${prose(to)} (${refs.decision(delivery.decision)}): each attempt has ${duration(timeoutSeconds)}; after the last the message is kept ${number(keepFailedDays)} days to be sent again by hand; an endpoint that fails all attempts for ${duration(disableAfterSeconds)} is disabled.`,
        table(
          [
            { title: 'Attempt', align: 'right' },
            { title: 'Pause before it', align: 'right' },
            { title: 'Since the event', align: 'right' },
          ],
          rows,
        ),
      )
    }),
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

function objectiveTable({ design, refs }: Scene): string {
  return table(
    [
      { title: 'Objective' },
      { title: 'Target', align: 'right' },
      { title: 'Over', align: 'right' },
      { title: 'Good events' },
      { title: 'Operations' },
      { title: 'Somebody is woken' },
      { title: 'A ticket is opened' },
      { title: 'Not below', align: 'right' },
    ],
    design.slos.map((slo) => [
      prose(slo.name),
      percent(slo.target),
      `${slo.windowDays} d`,
      prose(slo.indicator),
      slo.operations.length > 0 ? some(slo.operations.map(prose), 3) : 'all operations',
      alertsOf(slo, 'page')
        .map((alert) => refs.to(paths.runbook(runbookNames.burn(slo, alert)), burnOf(alert)))
        .join('; '),
      alertsOf(slo, 'ticket')
        .map((alert) => refs.to(paths.runbook(runbookNames.burn(slo, alert)), burnOf(alert)))
        .join('; '),
      `${number(slo.minimumPerMinute)}/min`,
    ]),
  )
}

const alertsOf = ({ alerts }: Slo, severity: BurnAlert['severity']): BurnAlert[] =>
  alerts.filter((alert) => alert.severity === severity)

const burnOf = ({ burnRate, longSeconds, shortSeconds }: BurnAlert): string =>
  `${number(burnRate)}× over ${duration(longSeconds)} and ${duration(shortSeconds)}`

function objectives(scene: Scene): string {
  const { design, refs } = scene
  if (design.slos.length === 0) return ''
  return blocks(
    'An alert needs both of its windows: the long one says that it matters, the short one that it goes on. Below the last column there are too few events to tell, and no alert fires.',
    objectiveTable(scene),
    bullets(design.slos.flatMap(neverFiring)),
    `The same as files: ${refs.to(paths.openslo, 'OpenSLO')}, ${refs.to(paths.recordings, 'recording rules')}, ${refs.to(paths.alerts, 'alerts')}.`,
  )
}

// A burn rate above 1/(1 - target) cannot occur: https://sre.google/workbook/alerting-on-slos/
function neverFiring({ name, target, alerts }: Slo): string[] {
  const most = 1 / (1 - target)
  return alerts
    .filter(({ burnRate }) => burnRate > most)
    .map(
      (alert) =>
        `${prose(name)} cannot burn faster than ${number(most)}×, so its alert at ${number(alert.burnRate)}× is left out.`,
    )
}
