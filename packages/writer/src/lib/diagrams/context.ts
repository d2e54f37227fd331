import type { Design } from '@archwright/model'

import { type Box, flowchart } from './c4.ts'
import { arrowsBetween, callers, outsideSystems, policyOf, publicStyles } from './parts.ts'

/** C4 level 1: who uses the system, and what it uses. */
export function contextDiagram(design: Design): string {
  const system: Box = {
    id: 'system',
    kind: 'system',
    name: design.title,
    type: 'Software system',
    description: `${design.modules.length} modules: ${design.modules.map(({ name }) => name).join(', ')}`,
  }
  const people = callers(design)
  const outside = outsideSystems(design)
  return flowchart({
    direction: 'LR',
    boxes: [...people, system, ...outside],
    frames: [],
    arrows: [
      ...arrowsBetween(people, [system], publicStyles(design)),
      ...outside.map(({ id }, index) => ({
        from: system.id,
        to: id,
        label: policyOf(design, index),
      })),
    ],
  })
}
