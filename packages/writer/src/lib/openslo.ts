import type { Design, Slo } from '@archwright/model'

import { goodAndTotal } from './deploy/slo-queries.ts'
import { slug } from './paths.ts'
import { yamlText } from './text/yaml.ts'

/** docs/openslo.yaml: the objectives in the OpenSLO v1 form (https://github.com/OpenSLO/OpenSLO). */
export function openslo(design: Design): string {
  const documents = [service(design), ...design.slos.map((slo) => objective(design, slo))]
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

function objective({ system }: Design, slo: Slo): object {
  const { good, total } = goodAndTotal(slo)
  const query = (text: string) => ({ metricSource: { type: 'Prometheus', spec: { query: text } } })
  return {
    apiVersion: 'openslo/v1',
    kind: 'SLO',
    metadata: { name: `${system}-${slug(slo.name)}`, displayName: slo.name },
    spec: {
      description: slo.indicator,
      service: system,
      indicator: {
        metadata: { name: `${system}-${slug(slo.name)}-events` },
        spec: { ratioMetric: { counter: true, good: query(good), total: query(total) } },
      },
      timeWindow: [{ duration: `${slo.windowDays}d`, isRolling: true }],
      budgetingMethod: 'Occurrences',
      objectives: [{ displayName: slo.name, target: slo.target }],
    },
  }
}
