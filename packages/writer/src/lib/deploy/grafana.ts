import type { Design, Slo } from '@archwright/model'
import type { Dashboard, Panel, RowPanel } from '@grafana/schema'

import { yamlText } from '../text/yaml.ts'
import { ratioName, windowsOf } from './slo-queries.ts'

const metric = 'operation_duration_seconds'
const source = { type: 'prometheus', uid: 'prometheus' }

/** A query and the words that name its lines in the legend. */
export type Line = readonly [promql: string, legend: string]

/** One panel: what it answers, in which unit (Grafana's name of it), by which queries. */
interface Question {
  readonly title: string
  readonly unit: string
  readonly lines: readonly Line[]
  readonly description?: string
}

interface Section {
  readonly title: string
  readonly panels: readonly Question[]
}

/**
 * deploy/grafana/dashboards/overview.json: objectives first, then rate, errors and duration of every operation (RED),
 * then use, saturation and errors of what they run on (USE), then the work that nobody waits for.
 */
export function dashboard(design: Design): string {
  const { system, title } = design
  const overview: Dashboard = {
    uid: system.slice(0, longestUid),
    title,
    tags: ['archwright'],
    timezone: 'browser',
    editable: true,
    schemaVersion: 41,
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    panels: placed(sections(design)),
  }
  return `${JSON.stringify(overview, null, 2)}\n`
}

/** deploy/grafana/provisioning/datasources/prometheus.yaml: where the numbers come from. */
export function grafanaSources(): string {
  const prometheus = {
    name: 'Prometheus',
    uid: source.uid,
    type: source.type,
    access: 'proxy',
    url: 'http://prometheus:9090',
    isDefault: true,
  }
  return yamlText({ apiVersion: 1, datasources: [prometheus] })
}

/** deploy/grafana/provisioning/dashboards/files.yaml: which folder holds the dashboards. */
export function grafanaFolder(): string {
  const files = { name: 'files', type: 'file', options: { path: '/var/lib/grafana/dashboards' } }
  return yamlText({ apiVersion: 1, providers: [files] })
}

/** Every question that the dashboard answers. */
export function sections(design: Design): Section[] {
  return [
    { title: 'Objectives', panels: design.slos.map(burn) },
    { title: 'Operations', panels: operations },
    { title: 'Processes and pools', panels: resources },
    { title: 'Work in the background', panels: background(design) },
  ].filter(({ panels }) => panels.length > 0)
}

function burn(slo: Slo): Question {
  const budget = Number((1 - slo.target).toPrecision(10))
  const label = `{slo="${slo.name.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"}`
  return {
    title: slo.name,
    description: `Speed at which the error budget of ${slo.windowDays} days is spent: at 1 it lasts exactly as long.`,
    unit: 'none',
    lines: windowsOf(slo).map((seconds) => {
      const name = ratioName(seconds)
      return [`${name}${label} / ${budget}`, `over ${name.slice(name.indexOf('rate') + 4)}`]
    }),
  }
}

const quantile = (share: number): Line => [
  `histogram_quantile(${share}, sum by (le, operation) (rate(${metric}_bucket[5m])))`,
  `{{operation}} p${share * 100}`,
]

const operations: readonly Question[] = [
  {
    title: 'Calls per second',
    unit: 'reqps',
    lines: [[`sum by (operation) (rate(${metric}_count[5m]))`, '{{operation}}']],
  },
  {
    title: 'Calls that failed through us, or were shed',
    description: 'A failure that the contract declares is an answer, and is not counted here.',
    unit: 'percentunit',
    lines: [
      [
        `sum by (operation) (rate(${metric}_count{outcome=~"error|shed"}[5m])) / sum by (operation) (rate(${metric}_count[5m]))`,
        '{{operation}}',
      ],
    ],
  },
  { title: 'Time to answer, median', unit: 's', lines: [quantile(0.5)] },
  { title: 'Time to answer, 99th percentile', unit: 's', lines: [quantile(0.99)] },
]

const resources: readonly Question[] = [
  {
    title: 'Processor time',
    description: 'Cores kept busy by each process.',
    unit: 'none',
    lines: [['rate(process_cpu_seconds_total[5m])', '{{instance}}']],
  },
  {
    title: 'Memory',
    unit: 'bytes',
    lines: [['process_resident_memory_bytes', '{{instance}}']],
  },
  {
    title: 'Event loop, busy share',
    unit: 'percentunit',
    lines: [['nodejs_eventloop_utilization', '{{instance}}']],
  },
  {
    title: 'Event-loop delay, 99th percentile',
    unit: 's',
    lines: [['nodejs_eventloop_lag_p99_seconds', '{{instance}}']],
  },
  {
    title: 'Connections of the pool',
    description: 'Calls that wait for a connection are the first sign of a pool that is too small.',
    unit: 'none',
    lines: [
      ['sum by (job, state) (db_client_connection_count)', '{{job}} {{state}}'],
      ['sum by (job) (db_client_connection_pending_requests)', '{{job}} waiting for one'],
      ['sum by (job) (db_client_connection_max)', '{{job}} most'],
    ],
  },
  {
    title: 'Places taken',
    description:
      'Of what only so many may do at a time: hash passwords, call an outside system. At 1 the next ones wait.',
    unit: 'percentunit',
    lines: [['sum by (job, of) (places_used) / sum by (job, of) (places_max)', '{{job}} {{of}}']],
  },
]

function background({ resilience }: Design): Question[] {
  const lag: Question[] = [
    {
      title: 'What waits',
      unit: 'none',
      lines: [['max by (of) (background_waiting)', '{{of}}']],
    },
    {
      title: 'Age of the oldest',
      unit: 's',
      lines: [['max by (of) (background_oldest_seconds)', '{{of}}']],
    },
    {
      title: 'Given up or stuck',
      unit: 'none',
      lines: [['max by (of) (background_dead)', '{{of}}']],
    },
  ]
  const outside: Question = {
    title: 'What the policies of outside systems did',
    unit: 'ops',
    lines: [
      [
        'sum by (dependency, event) (rate(dependency_events_total[5m]))',
        '{{dependency}}: {{event}}',
      ],
    ],
  }
  return resilience.length > 0 ? [...lag, outside] : lag
}

const grid = { width: 24, rowHeight: 1, panelWidth: 12, panelHeight: 8 }
const longestUid = 40

/** Two panels side by side under the title of their section. */
function placed(all: readonly Section[]): (Panel | RowPanel)[] {
  const panels: (Panel | RowPanel)[] = []
  let y = 0
  for (const { title, panels: questions } of all) {
    const id = panels.length + 1
    const gridPos = { x: 0, y, w: grid.width, h: grid.rowHeight }
    panels.push({ type: 'row', id, title, collapsed: false, panels: [], gridPos })
    y += grid.rowHeight
    questions.forEach((question, index) => {
      const [column, line] = [index % 2, Math.floor(index / 2)]
      panels.push({
        ...panelOf(question, id + index + 1),
        gridPos: {
          x: column * grid.panelWidth,
          y: y + line * grid.panelHeight,
          w: grid.panelWidth,
          h: grid.panelHeight,
        },
      })
    })
    y += Math.ceil(questions.length / 2) * grid.panelHeight
  }
  return panels
}

function panelOf({ title, description, unit, lines }: Question, id: number): Panel {
  return {
    id,
    type: 'timeseries',
    title,
    ...(description ? { description } : {}),
    datasource: source,
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    targets: lines.map(([expr, legendFormat], index) => ({
      refId: `Q${index + 1}`,
      datasource: source,
      expr,
      legendFormat,
    })),
  }
}
