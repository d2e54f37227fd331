import type { BurnAlert, Operation, Slo } from '@archwright/model'

import { burnRate, highestBurn, quietBelowPerHour } from '../arithmetic/burn-rate.ts'
import { isInternal } from '../brief/leading.ts'
import { significant } from '../figures.ts'
import { figure, type RuleId } from '../rules/catalog.ts'
import type { Situation } from '../situation.ts'

/** Days over which objectives are kept. */
export const windowDays = 30

const alertRows: readonly { severity: BurnAlert['severity']; rule: RuleId; longSeconds: number }[] =
  [
    { severity: 'page', rule: 'burn.page-fast', longSeconds: 3600 },
    { severity: 'page', rule: 'burn.page-slow', longSeconds: 6 * 3600 },
    { severity: 'ticket', rule: 'burn.ticket-fast', longSeconds: 86_400 },
    { severity: 'ticket', rule: 'burn.ticket', longSeconds: 3 * 86_400 },
  ]

/** One availability objective for everything, and a latency objective for each bound of the brief. */
export function slosOf(situation: Situation): Slo[] {
  const { needs, loads, brief } = situation
  const bounds = new Map<string, Bound>()
  for (const { operation } of loads) {
    const { latencyMs, percentile = 0.99, kind, name } = operation
    if (latencyMs === undefined || kind === 'job' || isInternal(operation, brief)) continue
    const key = `${kind}-${latencyMs}-${percentile}`
    const bound = bounds.get(key) ?? { kind, seconds: latencyMs / 1000, percentile, operations: [] }
    bound.operations.push(name)
    bounds.set(key, bound)
  }
  return [
    {
      name: 'availability',
      indicator: 'Calls answered without a server error, of all calls',
      operations: [],
      ...targetOf(needs.availability),
    },
    ...[...bounds.values()].map(({ kind, seconds, percentile, operations }) => ({
      name: `${plural[kind]}-${labelOf(percentile)}-within-${Math.round(seconds * 1000)}ms`,
      indicator: `Calls answered within ${Math.round(seconds * 1000)} ms, of all calls`,
      operations,
      thresholdSeconds: seconds,
      ...targetOf(percentile),
    })),
  ]
}

interface Bound {
  kind: Operation['kind']
  seconds: number
  percentile: number
  operations: string[]
}

const plural: Record<Operation['kind'], string> = {
  command: 'commands',
  query: 'queries',
  subscription: 'subscriptions',
  job: 'jobs',
}

/** 0.99 → "p99". */
const labelOf = (percentile: number) => `p${Number((percentile * 100).toPrecision(4))}`

function targetOf(
  target: number,
): Pick<Slo, 'target' | 'windowDays' | 'alerts' | 'minimumPerMinute'> {
  const alerts = alertsOf(target)
  const fastest = Math.max(...alerts.map(({ burnRate: burn }) => burn), 1)
  return { target, windowDays, alerts, minimumPerMinute: guardOf(target, fastest) }
}

/** The alerts that can fire at all for a target. */
export function alertsOf(target: number): BurnAlert[] {
  return alertRows
    .map(({ severity, rule, longSeconds }) => ({
      severity,
      burnRate: significant(burnRate(figure(rule), windowDays, longSeconds), 4),
      longSeconds,
      shortSeconds: longSeconds / 12,
      budgetFraction: figure(rule),
    }))
    .filter(({ burnRate: burn }) => burn < highestBurn(target))
}

/** Calls a minute under which one failure alone would fire the fastest alert. */
const guardOf = (target: number, burn: number) =>
  Math.max(figure('burn.guard'), Math.ceil(quietBelowPerHour(target, burn) / 60))
