import type { FrontEnd } from '@archwright/model'

import { audiencesOf, operationsOf } from '../decisions/api/audiences.ts'
import { frontEndKinds } from '../decisions/api/front-ends.ts'
import type { Situation } from '../situation.ts'
import type { Verdicts } from '../verdicts.ts'

/** A backend for each kind of front end, where the design has them: what it offers, and what each call joins. */
export function frontEndsOf(situation: Situation, verdicts: Verdicts): FrontEnd[] {
  if (verdicts.chosen('api.front-ends') !== 'a backend for each kind of front end') return []
  const people = audiencesOf(situation.brief).people.filter(({ trust }) => trust !== 'staff')
  const asked = operationsOf(people, situation.brief)
  const lists = asked.filter(({ kind, name }) => kind === 'query' && /\.list/.test(name))
  const single = asked.filter(({ kind, name }) => kind === 'query' && !/\.(list|search)/.test(name))
  const commands = asked.filter(({ kind }) => kind === 'command')
  return frontEndKinds(situation).map((client) => ({
    name: `${situation.brief.system}-${client}`,
    client,
    operations: [
      {
        name: 'start screen',
        joins: lists.map(({ name }) => name),
        shape: shapes[client] ?? 'the first page of each',
      },
      ...[...Map.groupBy(single, ({ name }) => moduleOf(name))].map(([module, queries]) => ({
        name: `${module} screen`,
        joins: queries.map(({ name }) => name),
        shape: 'the thing with what belongs to it; a part that fails is left out',
      })),
      {
        name: 'changes',
        joins: commands.map(({ name }) => name),
        shape: 'passed on unchanged, with the key of idempotency',
      },
    ].filter(({ name, joins }) => joins.length > (name === 'changes' ? 0 : 1)),
    decision: verdicts.id('api.front-ends'),
  }))
}

const moduleOf = (name: string) => name.slice(0, name.indexOf('.'))

const shapes: Readonly<Record<string, string>> = {
  mobile: '10 rows of each with their short fields; a part that fails is left out',
  web: '20 rows of each with all fields; a part that fails is left out',
  device: '10 rows of each with the fields it acts on; a part that fails is left out',
}
