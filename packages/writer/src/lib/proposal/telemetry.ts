import { blocks, bullets, prose, table } from '../text/markdown.ts'
import { bytes, duration, number, percent } from '../text/quantity.ts'
import { type Scene, subsection } from './section.ts'

/** What is recorded and how much that is, what is looked at, and who is told. */
export function telemetrySection(scene: Scene): string {
  return subsection('What is recorded', recordTable(scene), dashboardList(scene), routeTable(scene))
}

function recordTable({ design, refs }: Scene): string {
  const { metrics, traces, logs, decision } = design.telemetry
  if (design.decisions.length === 0) return ''
  return blocks(
    table(
      [
        { title: '' },
        { title: 'How much' },
        { title: 'Kept', align: 'right' },
        { title: 'Size', align: 'right' },
      ],
      [
        [
          'Metrics',
          `${number(metrics.series)} series every ${duration(metrics.scrapeSeconds)}`,
          `${number(metrics.retentionDays)} d`,
          bytes(metrics.bytesKept),
        ],
        [
          'Traces',
          `${percent(traces.share)} and all that are slow or fail: ${number(traces.perSecond, 3)}/s of ${number(traces.spansPerTrace, 2)} spans`,
          `${number(traces.retentionDays)} d`,
          bytes(traces.bytesKept),
        ],
        [
          'Logs',
          `${number(logs.linesPerDay, 3)} lines, ${bytes(logs.bytesPerDay)} a day`,
          `${number(logs.retentionDays)} d`,
          bytes(logs.bytesKept),
        ],
      ],
    ),
    `From ${refs.decision(decision)}.`,
  )
}

function dashboardList({ design }: Scene): string {
  const { dashboards } = design.telemetry
  if (dashboards.length === 0) return ''
  return blocks(
    'Dashboards, each for one question:',
    bullets(
      dashboards.map(
        ({ title, answers, panels }) =>
          `${prose(title)} – ${prose(answers)} ${panels.map(prose).join('; ')}.`,
      ),
    ),
  )
}

function routeTable({ design }: Scene): string {
  return table(
    [
      { title: 'Alert' },
      { title: 'Goes to' },
      { title: 'Answered within', align: 'right' },
      { title: 'Otherwise' },
    ],
    design.telemetry.routes.map(({ severity, to, withinSeconds, otherwise }) => [
      severity,
      prose(to),
      duration(withinSeconds),
      prose(otherwise),
    ]),
  )
}
