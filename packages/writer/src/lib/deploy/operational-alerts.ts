import type { Design } from '@archwright/model'

import { paths, runbookNames, slug } from '../paths.ts'
import { onOneLine } from '../text/markdown.ts'

/** Work left behind and parts used up: what an objective shows late, or never when nobody calls. */
export function operationalRules(design: Design): object[] {
  const rows = [
    ...backgroundRows(design),
    poolRow,
    ...design.resilience.flatMap((policy) => [
      {
        alert: `${pascal(policy.dependency)}BreakerOpened`,
        expr: `sum(increase(dependency_events_total{dependency="${label(policy.dependency)}",event="opened"}[5m])) > 0`,
        for: '0m',
        severity: 'ticket',
        summary: `The breaker of ${policy.dependency} opened`,
        runbook: runbookNames.failing(policy),
      },
      {
        alert: `${pascal(policy.dependency)}PlacesFull`,
        expr: `sum(increase(dependency_events_total{dependency="${label(policy.dependency)}",event="refused-full"}[5m])) > 0`,
        for: '5m',
        severity: 'ticket',
        summary: `All places for calls to ${policy.dependency} are taken`,
        runbook: runbookNames.slow(policy),
      },
    ]),
  ]
  return rows.map(({ alert, expr, for: held, severity, summary, runbook }) => ({
    alert,
    expr,
    for: held,
    labels: { severity },
    // Annotations are templates: two braces would start an action.
    annotations: {
      summary: onOneLine(summary).replaceAll('{{', '{ {'),
      runbook: paths.runbook(runbook),
    },
  }))
}

interface Row {
  alert: string
  expr: string
  for: string
  severity: 'page' | 'ticket'
  summary: string
  runbook: string
}

function backgroundRows({ channels, sagas }: Design): Row[] {
  const events: Row[] = [
    {
      alert: 'EventsWaiting',
      expr: 'max(background_oldest_seconds{of="outbox"}) > 60',
      for: '5m',
      severity: 'page',
      summary: 'The oldest event has waited for more than a minute',
      runbook: runbookNames.eventsWaiting,
    },
    {
      alert: 'EventsDead',
      expr: 'max(background_dead{of="outbox"}) > 0',
      for: '0m',
      severity: 'ticket',
      summary: 'An event failed all its attempts and was set aside',
      runbook: runbookNames.eventsWaiting,
    },
  ]
  const stuck: Row[] = [
    {
      alert: 'SagasStuck',
      expr: 'max(background_dead{of="sagas"}) > 0',
      for: '1m',
      severity: 'page',
      summary: 'A saga can neither go on nor back',
      runbook: runbookNames.sagasStuck,
    },
  ]
  return [...(channels.length > 0 ? events : []), ...(sagas.length > 0 ? stuck : [])]
}

const poolRow: Row = {
  alert: 'ConnectionsUsedUp',
  expr: 'max by (job) (db_client_connection_pending_requests) > 0',
  for: '5m',
  severity: 'ticket',
  summary: 'Calls wait for a connection of the pool',
  runbook: runbookNames.connectionsUsedUp,
}

const label = (name: string): string =>
  name.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', ' ')

const pascal = (name: string): string =>
  slug(name)
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
