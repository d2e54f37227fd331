import type { BurnAlert, Design, Slo } from '@archwright/model'
import { paths, runbookNames, slug, speed } from '../paths.ts'
import { containerPort, endpoints } from '../process-face.ts'
import { onOneLine } from '../text/markdown.ts'
import { duration, number, percent } from '../text/quantity.ts'
import { yamlText } from '../text/yaml.ts'
import { operationalRules } from './operational-alerts.ts'
import { badRatio, eventsName, eventsPerMinute, ratioName, windowsOf } from './slo-queries.ts'

/** deploy/prometheus/prometheus.yaml: whom to scrape and which rules to evaluate. */
export function prometheusConfig({ deployables }: Design): string {
  return yamlText({
    global: { scrape_interval: '10s', evaluation_interval: '30s' },
    rule_files: ['recording-rules.yaml', 'alerts.yaml'],
    scrape_configs: deployables.map(({ name }) => ({
      job_name: slug(name),
      metrics_path: endpoints.metrics,
      // Every replica has an address of its own behind this name.
      dns_sd_configs: [
        { names: [slug(name)], type: 'A', port: containerPort, refresh_interval: '10s' },
      ],
    })),
  })
}

/** deploy/prometheus/recording-rules.yaml: the bad share and the events of each objective, per window. */
export function recordingRules({ slos }: Design): string {
  return yamlText({
    groups: slos.map((slo) => ({
      name: `${slug(slo.name)}-burn`,
      rules: windowsOf(slo).flatMap((seconds) => [
        { record: ratioName(seconds), expr: badRatio(slo, seconds), labels: { slo: slo.name } },
        {
          record: eventsName(seconds),
          expr: eventsPerMinute(slo, seconds),
          labels: { slo: slo.name },
        },
      ]),
    })),
  })
}

/** deploy/prometheus/alerts.yaml: multiwindow burn rates, processes that do not answer, work left behind. */
export function alerts(design: Design): string {
  return yamlText({
    groups: [
      ...design.slos.map((slo) => ({
        name: `${slug(slo.name)}-alerts`,
        rules: slo.alerts
          .filter((alert) => canFire(slo, alert))
          .map((alert) => burnRule(slo, alert)),
      })),
      {
        name: 'processes',
        rules: design.deployables.flatMap(({ name, replicas }) => downRules(name, replicas)),
      },
      { name: 'work', rules: operationalRules(design) },
    ],
  })
}

// The long window says that it matters, the short one that it goes on; below the minimum of events one failure
// would look like an outage.
function burnRule(slo: Slo, alert: BurnAlert): object {
  const { burnRate, longSeconds, shortSeconds, severity, budgetFraction } = alert
  const label = `{slo="${slo.name.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"}`
  const threshold = `${number(burnRate)} * ${exact(1 - slo.target)}`
  return {
    alert: `${pascal(slo.name)}${pascal(speed(alert))}${severity === 'page' ? 'Page' : 'Ticket'}${Math.round(longSeconds / 3600)}h`,
    expr: [
      `${ratioName(longSeconds)}${label} > ${threshold}`,
      `and ${ratioName(shortSeconds)}${label} > ${threshold}`,
      `and ${eventsName(longSeconds)}${label} >= ${number(slo.minimumPerMinute)}`,
    ].join('\n'),
    labels: { severity, slo: slo.name },
    annotations: {
      summary: literal(`${slo.name}: the error budget burns ${number(burnRate)} times too fast`),
      description: literal(
        `Over ${duration(longSeconds)} and still over the last ${duration(shortSeconds)}. At this rate ${percent(budgetFraction)} of the budget for ${slo.windowDays} days is spent in ${duration(longSeconds)}.`,
      ),
      runbook: paths.runbook(runbookNames.burn(slo, alert)),
    },
  }
}

const canFire = ({ target }: Slo, { burnRate }: BurnAlert): boolean => burnRate * (1 - target) < 1

function downRules(name: string, replicas: number): object[] {
  const answering = `(sum(up{job="${slug(name)}"}) or vector(0))`
  const runbook = paths.runbook(runbookNames.processKilled)
  const allDown = {
    alert: `${pascal(name)}AllDown`,
    expr: `${answering} == 0`,
    for: '1m',
    labels: { severity: 'page' },
    annotations: { summary: literal(`No replica of ${name} answers`), runbook },
  }
  const missing = {
    alert: `${pascal(name)}ReplicaMissing`,
    expr: `${answering} < ${replicas}`,
    for: '5m',
    labels: { severity: 'ticket' },
    annotations: { summary: literal(`Fewer than ${replicas} replicas of ${name} answer`), runbook },
  }
  return replicas > 1 ? [missing, allDown] : [allDown]
}

// 1 - 0.9999 is 0.00009999999999998899 in binary; the budget is meant exactly.
const exact = (fraction: number): string => String(Number(fraction.toPrecision(10)))

// Annotations are templates: two braces would start an action.
const literal = (text: string): string => onOneLine(text).replaceAll('{{', '{ {')

const pascal = (name: string): string =>
  slug(name)
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
