import { prose, table } from '../text/markdown.ts'
import { type Scene, subsection } from './section.ts'

/** The way from what runs today, step by step; nothing where nothing is replaced. */
export function migrationSubsection({ design, refs }: Scene): string {
  const { migration } = design
  if (migration === undefined) return ''
  return subsection(
    'Migration',
    `In order of what a part is worth against what it is coupled to (${refs.decision(migration.decision)}). A step begins when the one before is done.`,
    table(
      [
        { title: 'Step', align: 'right' },
        { title: 'Part' },
        { title: 'Why now' },
        { title: 'Calls' },
        { title: 'Data' },
        { title: 'Done when' },
        { title: 'Way back' },
      ],
      migration.steps.map(({ step, part, why, routing, data, done, back }) => [
        String(step),
        prose(part),
        prose(why),
        prose(routing),
        prose(data),
        prose(done),
        prose(back),
      ]),
    ),
  )
}
