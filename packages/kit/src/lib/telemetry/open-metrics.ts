import type { MetricValue } from './duration-histogram.ts'

export const openMetricsType = 'application/openmetrics-text; version=1.0.0; charset=utf-8'

/** A metric as prom-client tells it. */
export interface ToldMetric {
  readonly name: string
  readonly help: string
  readonly type: string
  readonly values: readonly MetricValue[]
}

/**
 * The text of OpenMetrics 1.0, which has exemplars; prom-client's own renames the counters of a registry that serves
 * both formats.
 */
export function openMetrics(metrics: readonly ToldMetric[]): string {
  return `${metrics.flatMap(linesOf).join('\n')}\n# EOF\n`
}

function linesOf({ name, help, type, values }: ToldMetric): string[] {
  const family = type === 'counter' ? name.replace(/_total$/, '') : name
  return [
    `# TYPE ${family} ${type}`,
    `# HELP ${family} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')}`,
    ...values.map((value) => lineOf(type === 'counter' ? `${family}_total` : name, value)),
  ]
}

function lineOf(name: string, { metricName, labels, value, exemplar }: MetricValue): string {
  const line = `${metricName ?? name}${labelsOf(labels)} ${numberOf(value)}`
  if (!exemplar) return line
  const { traceId, value: seen, at } = exemplar
  return `${line} # {trace_id="${traceId}"} ${seen} ${at.toFixed(3)}`
}

function labelsOf(labels: MetricValue['labels']): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escaped(String(value))}"`)
  return parts.length === 0 ? '' : `{${parts.join(',')}}`
}

const escaped = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')

function numberOf(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  return Math.abs(value) === Number.POSITIVE_INFINITY
    ? value > 0
      ? '+Inf'
      : '-Inf'
    : String(value)
}
