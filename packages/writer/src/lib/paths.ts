import type { BurnAlert, Decision, ResiliencePolicy, Saga, Slo } from '@archwright/model'

/** Where each document of a built project lies. */
export const paths = {
  proposal: 'docs/proposal.md',
  readme: 'README.md',
  openslo: 'docs/openslo.yaml',
  schema: 'docs/schema.sql',
  compose: 'compose.yaml',
  kubernetes: 'deploy/kubernetes/processes.yaml',
  gateway: 'deploy/gateway/envoy.yaml',
  dockerfile: 'Dockerfile',
  dockerignore: '.dockerignore',
  environment: '.env.example',
  alerts: 'deploy/prometheus/alerts.yaml',
  recordings: 'deploy/prometheus/recording-rules.yaml',
  prometheus: 'deploy/prometheus/prometheus.yaml',
  dashboard: 'deploy/grafana/dashboards/overview.json',
  grafanaSources: 'deploy/grafana/provisioning/datasources/prometheus.yaml',
  grafanaFolder: 'deploy/grafana/provisioning/dashboards/files.yaml',
  diagram: (name: string) => `docs/diagrams/${name}.svg`,
  diagramSource: (name: string) => `docs/diagrams/${name}.mmd`,
  decision: ({ id, key }: Decision) =>
    `docs/decisions/${id.slice(2).padStart(4, '0')}-${slug(key)}.md`,
  runbook: (name: string) => `docs/runbooks/${name}.md`,
}

/** Names of the diagrams; each is a `.mmd` and an `.svg`. */
export const diagramNames = {
  context: 'context',
  container: 'container',
  modules: 'modules',
  deployment: 'deployment',
  tables: 'tables',
  saga: ({ name }: Saga) => `saga-${slug(name)}`,
}

/** Names of the runbooks, as the alerts cite them. */
export const runbookNames = {
  processKilled: 'process-killed',
  databaseRestarted: 'database-restarted',
  eventsWaiting: 'events-waiting',
  sagasStuck: 'sagas-stuck',
  connectionsUsedUp: 'connections-used-up',
  breach: 'personal-data-breach',
  slow: ({ dependency }: ResiliencePolicy) => `${slug(dependency)}-slow`,
  failing: ({ dependency }: ResiliencePolicy) => `${slug(dependency)}-failing`,
  burn: ({ name }: Slo, alert: BurnAlert) => `slo-${slug(name)}-${slug(speed(alert))}`,
}

/** How fast the budget goes, in the words of the SRE workbook: "fast burn" is gone in about two days. */
export function speed({ burnRate }: BurnAlert): string {
  return burnRate >= fastBurn ? 'fast burn' : burnRate >= slowBurn ? 'slow burn' : 'steady burn'
}

const fastBurn = 10
const slowBurn = 5

/** Lower-case words joined by hyphens: the name as part of a file name. */
export function slug(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .match(/[a-z0-9]+/g)
  return words?.join('-') ?? 'unnamed'
}

/** The path of `to` as seen from the folder of the file `from`. */
export function relativeTo(from: string, to: string): string {
  const here = from.split('/').slice(0, -1)
  const there = to.split('/')
  const shared = here.findIndex((folder, index) => folder !== there[index])
  const common = shared < 0 ? here.length : shared
  return [...here.slice(common).map(() => '..'), ...there.slice(common)].join('/')
}
