import type { Design } from '@archwright/model'

import { decisionRecord } from './decision-record.ts'
import { compose } from './deploy/compose.ts'
import { dockerfile, dockerignore } from './deploy/dockerfile.ts'
import { environment } from './deploy/environment.ts'
import { dashboard, grafanaFolder, grafanaSources } from './deploy/grafana.ts'
import { kubernetes, runsOnKubernetes } from './deploy/kubernetes.ts'
import { alerts, prometheusConfig, recordingRules } from './deploy/prometheus.ts'
import { diagrams } from './diagrams/diagrams.ts'
import { renderSvg } from './diagrams/svg.ts'
import { markedFile } from './marked-file.ts'
import { openslo } from './openslo.ts'
import { paths } from './paths.ts'
import { proposal } from './proposal/proposal.ts'
import { readme } from './readme.ts'
import { runbooks } from './runbooks.ts'
import { schemaSql } from './schema-sql.ts'
import type { WrittenFile } from './written-file.ts'

/** Every document and deployment file of a project. The same design gives the same bytes, in the same order. */
export function writeDocuments(design: Design): WrittenFile[] {
  const files = [
    { path: paths.readme, text: readme(design) },
    { path: paths.proposal, text: proposal(design) },
    ...design.decisions.map((each) => ({
      path: paths.decision(each),
      text: decisionRecord(design, each),
    })),
    ...diagrams(design).flatMap(({ name, mermaid }) => [
      { path: paths.diagramSource(name), text: mermaid },
      { path: paths.diagram(name), text: renderSvg(mermaid) },
    ]),
    ...runbooks(design),
    { path: paths.openslo, text: openslo(design) },
    { path: paths.schema, text: schemaSql(design) },
    { path: paths.compose, text: compose(design) },
    ...(runsOnKubernetes(design) ? [{ path: paths.kubernetes, text: kubernetes(design) }] : []),
    { path: paths.dockerfile, text: dockerfile() },
    { path: paths.dockerignore, text: dockerignore() },
    { path: paths.environment, text: environment(design) },
    { path: paths.prometheus, text: prometheusConfig(design) },
    { path: paths.recordings, text: recordingRules(design) },
    { path: paths.alerts, text: alerts(design) },
    { path: paths.dashboard, text: dashboard(design) },
    { path: paths.grafanaSources, text: grafanaSources() },
    { path: paths.grafanaFolder, text: grafanaFolder() },
  ]
  return files.map(markedFile)
}
