import type { Design } from '@archwright/model'

import { diagramNames } from '../paths.ts'
import { containerDiagram } from './container.ts'
import { contextDiagram } from './context.ts'
import { deploymentDiagram } from './deployment.ts'
import { moduleDiagram } from './modules.ts'
import { sagaDiagram } from './saga.ts'
import { tableDiagram } from './tables.ts'

/** A diagram in Mermaid, under the name of its file. */
export interface Diagram {
  name: string
  mermaid: string
}

/** All diagrams of a design. */
export function diagrams(design: Design): Diagram[] {
  return [
    { name: diagramNames.context, mermaid: contextDiagram(design) },
    { name: diagramNames.container, mermaid: containerDiagram(design) },
    { name: diagramNames.modules, mermaid: moduleDiagram(design) },
    { name: diagramNames.deployment, mermaid: deploymentDiagram(design) },
    ...(design.tables.length > 0
      ? [{ name: diagramNames.tables, mermaid: tableDiagram(design) }]
      : []),
    ...design.sagas.map((saga) => ({
      name: diagramNames.saga(saga),
      mermaid: sagaDiagram(design, saga),
    })),
  ]
}
