import { decisionsIn } from '../references.ts'
import { code, prose, some, table } from '../text/markdown.ts'
import { duration, number, quantity } from '../text/quantity.ts'
import { answers, type Scene, section, subsection } from './section.ts'

/** Part 6: what modules tell one another, and what is done when nobody waits. */
export function messagingSection(scene: Scene): string {
  const { design } = scene
  return section(
    '6. Messaging and background work',
    answers(scene, decisionsIn(design, 'messaging')),
    subsection('Topics', topicTable(scene)),
    subsection('Events', eventTable(scene)),
    subsection('Jobs', jobTable(scene)),
  )
}

function topicTable({ design, refs }: Scene): string {
  return table(
    [
      { title: 'Topic' },
      { title: 'Groups' },
      { title: 'In order by' },
      { title: 'Peak', align: 'right' },
      { title: 'At once', align: 'right' },
      { title: 'Kept' },
      { title: 'Attempts', align: 'right' },
      { title: 'Then to' },
      { title: 'Decision' },
    ],
    design.topics.map((topic) => [
      code(topic.name),
      some(topic.groups.map(code)) || 'nobody yet',
      prose(topic.key),
      quantity(topic.perSecond, '/s'),
      String(topic.lanes),
      topic.keptSeconds > 0 ? duration(topic.keptSeconds) : 'until delivered',
      number(topic.attempts),
      code(topic.deadLetters),
      refs.decision(topic.decision),
    ]),
  )
}

function eventTable({ design, refs }: Scene): string {
  return table(
    [
      { title: 'Event' },
      { title: 'From' },
      { title: 'Heard by' },
      { title: 'Carried by' },
      { title: 'Decision' },
    ],
    design.channels.map(({ event, from, to, engine, decision }) => [
      code(event),
      code(from),
      to.map(code).join(', '),
      prose(engine),
      refs.decision(decision),
    ]),
  )
}

function jobTable({ design }: Scene): string {
  return table(
    [
      { title: 'Job' },
      { title: 'Module' },
      { title: 'Runs' },
      { title: 'Attempts', align: 'right' },
    ],
    design.jobs.map(({ name, module, trigger, attempts }) => [
      code(name),
      code(module),
      prose(trigger),
      String(attempts),
    ]),
  )
}
