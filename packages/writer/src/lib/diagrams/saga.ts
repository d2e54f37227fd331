import type { Design, Saga, SagaStep } from '@archwright/model'

import { identifiers, mermaidText } from '../text/mermaid.ts'
import { moduleOf } from './container.ts'
import { capitalized } from './parts.ts'

/**
 * A saga as a sequence: what is stored and answered at once, its steps, the pivot, and the compensation when a step
 * before the pivot fails.
 */
export function sagaDiagram(design: Design, saga: Saga): string {
  const owner = moduleOf(saga.starts)
  const listeners = design.channels.filter(({ from }) => from === owner).flatMap(({ to }) => to)
  const modules = [owner, ...saga.steps.map(({ module }) => module), ...listeners]
  const outside = saga.steps.flatMap(({ dependency }) => dependency ?? [])
  const ids = new Map([...identifiers('module', modules), ...identifiers('outside', outside)])
  const caller = design.brief.operations.find(({ name }) => name === saga.starts)?.actor ?? 'caller'
  const known = { owner: ids.get(owner) ?? '', ids }
  const lines = [
    'sequenceDiagram',
    `  participant caller as ${mermaidText(capitalized(caller))}`,
    ...[...ids].map(([name, id]) => `  participant ${id} as ${mermaidText(name)}`),
    `  caller->>${known.owner}: ${mermaidText(saga.starts)}`,
    `  ${known.owner}->>${known.owner}: ${mermaidText('the record and the saga, in one transaction')}`,
    `  ${known.owner}-->>caller: accepted, pending`,
    ...saga.steps.flatMap((step) => stepLines(known, step)),
    ...heardAfterwards(design, owner, ids),
    ...compensation(known, saga),
  ]
  return `${lines.join('\n')}\n`
}

interface Known {
  owner: string
  ids: Map<string, string>
}

function stepLines({ owner, ids }: Known, step: SagaStep): string[] {
  const module = ids.get(step.module) ?? owner
  const outside = step.dependency === undefined ? undefined : ids.get(step.dependency)
  const over = module === owner ? owner : `${owner},${module}`
  return [
    `  ${owner}->>${module}: ${mermaidText(step.operation)}`,
    ...(outside === undefined
      ? []
      : [
          `  ${module}->>${outside}: ${mermaidText(`${step.name}, idempotency key`)}`,
          `  ${outside}-->>${module}: answer`,
        ]),
    ...(step.pivot
      ? [`  Note over ${over}: ${mermaidText('Pivot: from here only forward, never undone')}`]
      : []),
  ]
}

function heardAfterwards({ channels }: Design, owner: string, ids: Map<string, string>): string[] {
  const listeners = new Set(channels.filter(({ from }) => from === owner).flatMap(({ to }) => to))
  return [...listeners].map((module) => {
    const from = ids.get(owner) ?? ''
    return `  ${from}--)${ids.get(module) ?? from}: ${mermaidText('the outcome, as an event')}`
  })
}

function compensation(known: Known, { steps }: Saga): string[] {
  const pivot = steps.findIndex((step) => step.pivot)
  const before = pivot < 0 ? steps : steps.slice(0, pivot)
  const undone = before.filter(({ undo }) => undo !== undefined).reverse()
  const after = pivot < 0 ? [] : steps.slice(pivot + 1)
  const back = undone.map((step) => {
    const module = known.ids.get(step.module) ?? known.owner
    return `    ${known.owner}->>${module}: ${mermaidText(`${step.undo} (if ${step.name} was begun)`)}`
  })
  const forward = after.map((step) => {
    const module = known.ids.get(step.module) ?? known.owner
    return `    ${known.owner}->>${module}: ${mermaidText(`${step.operation} again`)}`
  })
  return [
    ...(back.length > 0
      ? [
          `  opt ${mermaidText('a step up to the pivot is refused')}`,
          ...back,
          `    ${known.owner}->>${known.owner}: ${mermaidText('refused, nothing taken')}`,
          '  end',
        ]
      : []),
    ...(forward.length > 0
      ? [`  opt ${mermaidText('a step after the pivot fails')}`, ...forward, '  end']
      : []),
  ]
}
