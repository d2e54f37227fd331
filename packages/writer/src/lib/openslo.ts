import type { BurnAlert, Design, Slo } from '@archwright/model'

import { goodAndTotal } from './deploy/slo-queries.ts'
import { slug } from './paths.ts'
import { promDuration } from './text/quantity.ts'
import { yamlText } from './text/yaml.ts'

/** docs/openslo.yaml: objectives, alerts and whom they tell, in the OpenSLO v1 form (https://github.com/OpenSLO/OpenSLO). */
export function openslo(design: Design): string {
  const documents = [
    service(design),
    ...design.telemetry.routes.map(target),
    ...design.slos.flatMap((slo) => [
      objective(design, slo),
      ...slo.alerts.flatMap((alert) => [policy(design, slo, alert), condition(design, slo, alert)]),
    ]),
  ]
  return documents.map(yamlText).join('---\n')
}

function service({ system, title, summary }: Design): object {
  return {
    apiVersion: 'openslo/v1',
    kind: 'Service',
    metadata: { name: system, displayName: title },
    spec: { description: summary },
  }
}

function target({ severity, to }: Design['telemetry']['routes'][number]): object {
  return {
    apiVersion: 'openslo/v1',
    kind: 'AlertNotificationTarget',
    metadata: { name: severity },
    spec: { description: to, target: severity },
  }
}

function objective(design: Design, slo: Slo): object {
  const { good, total } = goodAndTotal(slo)
  const query = (text: string) => ({ metricSource: { type: 'Prometheus', spec: { query: text } } })
  return {
    apiVersion: 'openslo/v1',
    kind: 'SLO',
    metadata: { name: nameOf(design, slo), displayName: slo.name },
    spec: {
      description: slo.indicator,
      service: design.system,
      indicator: {
        metadata: { name: `${nameOf(design, slo)}-events` },
        spec: { ratioMetric: { counter: true, good: query(good), total: query(total) } },
      },
      timeWindow: [{ duration: `${slo.windowDays}d`, isRolling: true }],
      budgetingMethod: 'Occurrences',
      objectives: [{ displayName: slo.name, target: slo.target }],
      ...(slo.alerts.length > 0
        ? { alertPolicies: slo.alerts.map((alert) => alertName(design, slo, alert)) }
        : {}),
    },
  }
}

function policy(design: Design, slo: Slo, alert: BurnAlert): object {
  return {
    apiVersion: 'openslo/v1',
    kind: 'AlertPolicy',
    metadata: { name: alertName(design, slo, alert) },
    spec: {
      description: `The budget of ${slo.name} burns ${alert.burnRate} times too fast`,
      alertWhenNoData: false,
      alertWhenBreaching: true,
      alertWhenResolved: false,
      conditions: [{ conditionRef: alertName(design, slo, alert) }],
      notificationTargets: [{ targetRef: alert.severity }],
    },
  }
}

function condition(design: Design, slo: Slo, alert: BurnAlert): object {
  return {
    apiVersion: 'openslo/v1',
    kind: 'AlertCondition',
    metadata: { name: alertName(design, slo, alert) },
    spec: {
      severity: alert.severity,
      condition: {
        kind: 'burnrate',
        op: 'gt',
        threshold: alert.burnRate,
        lookbackWindow: promDuration(alert.longSeconds),
        alertAfter: promDuration(alert.shortSeconds),
      },
    },
  }
}

/** Names are labels of DNS: at most 63 characters, the end of which is taken by what is told apart by it. */
const nameOf = ({ system }: Design, { name }: Slo): string =>
  `${slug(system).slice(0, 12)}-${slug(name).slice(0, 36)}`.replace(/-+$/, '')

const alertName = (design: Design, slo: Slo, { severity, longSeconds }: BurnAlert): string =>
  `${nameOf(design, slo)}-${severity}-${promDuration(longSeconds)}`
