import type { FrontEnd } from '@archwright/model'

import { audiencesOf, operationsOf } from '../decisions/api/audiences.ts'
import { frontEndKinds } from '../decisions/api/front-ends.ts'
import type { Situation } from '../situation.ts'
import type { Verdicts } from '../verdicts.ts'

/** A backend for each kind of front end, where the design has them: what it offers, and what each call joins. */
export function frontEndsOf(situation: Situation, verdicts: Verdicts): FrontEnd[] {
  if (verdicts.chosen('api.front-ends') !== 'a backend for each kind of front end') return []
  const { people } = audiencesOf(situation.brief)
  const asked = operationsOf(people, situation.brief)
  const lists = asked.filter(({ kind, name }) => kind === 'query' && /\.(list|search)/.test(name))
  const single = asked.filter(({ kind, name }) => kind === 'query' && !/\.(list|search)/.test(name))
  const commands = asked.filter(({ kind }) => kind === 'command')
  return frontEndKinds(situation).map((client) => ({
    name: `${situation.brief.system}-${client}`,
    client,
    operations: [
      {
        name: 'start screen',
        joins: lists.map(({ name }) => name),
        shape: shapes[client]?.lists ?? 'first page of each',
      },
      ...single.map(({ name }) => ({
        name: `${name.slice(name.indexOf('.') + 1)} screen`,
        joins: [
          name,
          ...besides(
            name,
            lists.map((each) => each.name),
          ),
        ],
        shape: shapes[client]?.single ?? 'all fields',
      })),
      {
        name: 'changes',
        joins: commands.map(({ name }) => name),
        shape: 'passed on unchanged, with the key of idempotency',
      },
    ].filter(({ joins }) => joins.length > 0),
    decision: verdicts.id('api.front-ends'),
  }))
}

/** Lists of the same module, which a screen shows beside the one thing. */
const besides = (name: string, lists: readonly string[]) =>
  lists.filter((list) => list.split('.')[0] === name.split('.')[0])

const shapes: Readonly<Record<string, { lists: string; single: string }>> = {
  mobile: {
    lists: '10 rows each with title, state and a small picture; parts that fail are left out',
    single: 'the fields that the screen shows, related ids without bodies',
  },
  web: {
    lists: '20 rows each with all columns of the table',
    single: 'all fields and the first page of what is related',
  },
  device: { lists: 'changes since the last time it asked', single: 'the fields it acts on' },
}
