import type { Candidate, Explanation, Question } from '../../decision.ts'
import { percent, show } from '../../figures.ts'
import { outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'

/** Where one module ends and the next begins. */
export const boundaries: Question = {
  key: 'boundaries',
  area: 'core',
  question: 'Where does one module end and the next begin?',
  weights: { cohesion: 2, isolation: 2, simplicity: 1 },
  varies: [],
  judge,
  explain,
}

function judge(situation: Situation): Candidate[] {
  const { brief, modules } = situation
  const torn = tornWrites(situation)
  const { operations, entities } = brief
  const mixed = new Set(entities.map(({ sensitivity }) => sensitivity)).size > 1
  const writes = operations.filter(({ writes }) => writes.length > 0).length
  return [
    {
      name: 'one module for everything',
      scores: {
        cohesion: modules.length > 2 ? 0.3 : 0.9,
        isolation: mixed ? 0.1 : 0.8,
        simplicity: 1,
      },
      ruledOut: outIf(
        mixed && modules.length > 2,
        () => `${sensitivitiesOf(situation)} data would share one schema`,
      ),
    },
    {
      name: 'a module per kind of data that is owned, kept and protected together',
      scores: { cohesion: 0.95, isolation: 1, simplicity: 0.8 },
    },
    {
      name: 'a module per entity',
      scores: { cohesion: 1 - torn / Math.max(1, writes), isolation: 1, simplicity: 0.3 },
      ruledOut: outIf(
        torn > 0,
        () => `${torn} of ${writes} writing operations would need a transaction across modules`,
      ),
    },
  ]
}

function explain(situation: Situation): Explanation {
  const { brief, modules } = situation
  const torn = tornWrites(situation)
  return {
    answer: `${modules.length} modules for ${brief.entities.length} entities, cut by ownership, lifecycle and protection of the data`,
    because: [
      {
        text: `Cut by entity, ${torn} operations would write across a border; cut this way, ${crossWrites(situation)} do`,
        from: [],
      },
      {
        text: `${situation.brief.entities.length} kinds of data of different sensitivity (${sensitivitiesOf(situation)}): each has one owner and a schema of its own`,
        from: [],
      },
      {
        text: `${percent(readShare(situation))} of the calls only read; modules that are read and modules that are written in contention stay apart`,
        from: ['L-reads'],
      },
    ],
    consequences: [
      'A module reads only its own schema; what it needs from others it asks through their contract',
      'A reference to another module is an id, checked by the owner and never by a foreign key across schemas',
      'Reports that join modules read from events or from a read model, not from foreign tables',
    ],
  }
}

/** Operations that write more than one entity, and so would be torn by a module per entity. */
const tornWrites = ({ brief }: Situation) =>
  brief.operations.filter(({ writes }) => writes.length > 1).length

function crossWrites({ brief }: Situation): number {
  const owner = new Map(brief.entities.map(({ name, module }) => [name, module]))
  return brief.operations.filter(
    ({ writes }) => new Set(writes.map((name) => owner.get(name))).size > 1,
  ).length
}

const sensitivitiesOf = ({ brief }: Situation) =>
  [...new Set(brief.entities.map(({ sensitivity }) => sensitivity))].toSorted().join(', ') || 'no'

const readShare = ({ totals }: Situation) =>
  totals.callsPerSecond === 0 ? 0 : Number(show(totals.readsPerSecond / totals.callsPerSecond))
