import type { Dashboard, Telemetry } from '@archwright/model'

import type { Situation } from '../situation.ts'
import type { Verdicts } from '../verdicts.ts'
import { figuresOf } from './telemetry-figures.ts'

/** What is recorded, how much that is, and who looks at it. */
export function telemetryOf(situation: Situation, verdicts: Verdicts): Telemetry {
  return {
    ...figuresOf(situation),
    dashboards: dashboardsOf(situation, verdicts),
    routes: routesOf(situation),
    decision: verdicts.id('observability'),
  }
}

function dashboardsOf({ brief, signals }: Situation, verdicts: Verdicts): Dashboard[] {
  const outside = brief.dependencies.map(({ name }) => name)
  return [
    {
      title: 'Service',
      answers: 'Do callers get what they came for?',
      panels: [
        'error budget left, by objective',
        'rate, errors and duration, by operation',
        'calls shed and refused, by class',
      ],
    },
    {
      title: 'Resources',
      answers: 'What is used up first?',
      panels: [
        'processor and event loop delay, by process',
        'connections used and waited for',
        'database: processor, locks, oldest transaction, replication delay',
      ],
    },
    ...(outside.length > 0
      ? [
          {
            title: 'Outside systems',
            answers: 'Is it them or us?',
            panels: outside.map((name) => `${name}: rate, errors, duration, breaker, retries`),
          },
        ]
      : []),
    {
      title: 'Work in the background',
      answers: 'Is anything left behind?',
      panels: [
        'age of the oldest event, job and saga step',
        'dead letters, by kind',
        ...(verdicts.id('webhooks.delivery') === ''
          ? []
          : ['deliveries by endpoint and attempt, endpoints disabled']),
      ],
    },
    ...(signals.any('tenants')
      ? [
          {
            title: 'Tenants',
            answers: 'Who uses how much, and who is hurt?',
            panels: ['the ten tenants with most calls, errors and queue'],
          },
        ]
      : []),
  ]
}

/** By hand a page may wait a tenth of the month's budget; automatic recovery makes that rare. */
function routesOf({ needs }: Situation): Telemetry['routes'] {
  const month = (1 - needs.availability) * ((365.25 * 86_400) / 12)
  return [
    {
      severity: 'page',
      to: 'the person on call, by telephone',
      withinSeconds: Math.max(300, Math.min(1800, Math.round(month / 10 / 60) * 60)),
      otherwise: 'the second on call, then the lead',
    },
    {
      severity: 'ticket',
      to: 'the team’s queue',
      withinSeconds: 86_400,
      otherwise: 'the weekly review of open alerts',
    },
  ]
}
