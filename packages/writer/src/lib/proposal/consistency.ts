import type { Saga } from '@archwright/model'

import { diagramNames, paths } from '../paths.ts'
import { decisionsIn } from '../references.ts'
import { code, prose, some, table } from '../text/markdown.ts'
import { duration } from '../text/quantity.ts'
import { answers, type Scene, section, subsection } from './section.ts'

/** Part 5: what is strong, what may lag, and how work over several modules stays whole. */
export function consistencySection(scene: Scene): string {
  const { design } = scene
  return section(
    '5. Data consistency',
    answers(scene, decisionsIn(design, 'consistency')),
    consistencyTable(scene),
    ...design.sagas.map((saga) => sagaPart(scene, saga)),
  )
}

function consistencyTable({ design }: Scene): string {
  const grounds = Map.groupBy(design.consistency, ({ kind, staleSeconds, why }) =>
    [kind, staleSeconds, why].join(' '),
  )
  return table(
    [{ title: 'Must see' }, { title: 'Because' }, { title: 'Operations' }],
    [...grounds.values()].flatMap((group) => {
      const [first] = group
      if (!first) return []
      const bound =
        first.kind === 'strong' ? 'the latest' : `at most ${duration(first.staleSeconds)} old`
      return [[bound, prose(first.why), some(group.map(({ operation }) => code(operation)))]]
    }),
  )
}

function sagaPart({ refs }: Scene, saga: Saga): string {
  const pivot = saga.steps.findIndex((step) => step.pivot)
  const path = paths.diagram(diagramNames.saga(saga))
  return subsection(
    `Saga ${prose(saga.name)}`,
    `Started by ${code(saga.starts)} (${refs.decision(saga.decision)}). The intent of each step is recorded before it is taken. ${pivotSentence(saga, pivot)}`,
    table(
      [
        { title: '#', align: 'right' },
        { title: 'Step' },
        { title: 'Operation' },
        { title: 'Undone by' },
        { title: 'When it fails' },
      ],
      saga.steps.map(({ name, operation, undo, pivot: isPivot }, index) => [
        String(index + 1),
        prose(name),
        code(operation),
        undoOf(undo, isPivot || (pivot >= 0 && index > pivot)),
        pivot >= 0 && index > pivot
          ? 'tried again until it succeeds'
          : 'earlier steps are undone, last first',
      ]),
    ),
    `![${prose(saga.name)}](${path.replace('docs/', '')})`,
  )
}

function undoOf(undo: string | undefined, final: boolean): string {
  if (undo !== undefined) return code(undo)
  return final ? 'never undone' : 'nothing to undo'
}

function pivotSentence({ steps }: Saga, pivot: number): string {
  const step = steps[pivot]
  if (!step) return 'No step is a pivot: each can be undone.'
  return `The pivot is ${code(step.operation)}: up to it the saga can be undone, after it only finished.`
}
