import type { Candidate, Explanation, Question } from '../../decision.ts'
import { counted, percent, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { type Coupling, couplingsOf } from './coupling.ts'

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
  const mixed = new Set(brief.entities.map(({ sensitivity }) => sensitivity)).size > 1
  const couplings = couplingsOf(brief)
  return [
    {
      name: 'one module for everything',
      scores: {
        cohesion: fitOf(couplings, () => true),
        isolation: mixed ? 0.1 : 0.5,
        simplicity: 1,
      },
      ruledOut: outIf(
        mixed && modules.length > 2,
        () => `${sensitivitiesOf(situation)} data would share one schema`,
      ),
    },
    {
      name: 'a module per kind of data that is owned, kept and protected together',
      scores: {
        cohesion: fitOf(couplings, isInside(situation)),
        isolation: 1,
        simplicity: 0.8,
      },
    },
    {
      name: 'a module per entity',
      scores: { cohesion: fitOf(couplings, () => false), isolation: 1, simplicity: 0.3 },
      ruledOut: outIf(
        torn > 0,
        () =>
          `${torn} of ${writing(situation).length} writing operations would need a transaction across modules`,
      ),
    },
  ]
}

function explain(situation: Situation): Explanation {
  const { brief, modules } = situation
  const couplings = couplingsOf(brief)
  const inside = isInside(situation)
  const kept = couplings.filter(inside)
  const cut = couplings.filter((each) => !inside(each))
  return {
    answer: `${modules.length} modules for ${counted(brief.entities.length, 'entity', 'entities')}: mean coupling ${meanOf(kept)} inside a module, ${meanOf(cut)} across`,
    because: [
      {
        text: `Cut by entity, ${counted(tornWrites(situation), 'operation')} would write across a border; cut this way, ${crossWrites(situation)} do`,
        from: [],
      },
      ...strongest(kept, 'Kept together'),
      ...strongest(cut, 'The dearest cut'),
      {
        text: `Two groups are one module from a mean coupling of ${figure('coupling.merge')}; modules that the brief names or that are ready keep their cuts`,
        from: ['coupling.merge', 'coupling.strong', 'coupling.weak'],
      },
      {
        text: `${sensitivitiesOf(situation)} data: each kind has one owner and a schema of its own; ${percent(readShare(situation))} of the calls only read`,
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

/** The pair that weighs most, with its reasons. */
function strongest(pairs: readonly Coupling[], what: string) {
  const [first] = pairs.toSorted((one, other) => other.score - one.score)
  if (first === undefined || first.score <= 0) return []
  const { a, b, score, because } = first
  return [{ text: `${what}: ${a} and ${b}, ${score} (${because.join('; ')})`, from: [] }]
}

/** Whether a cut leaves the two of a pair in one module. */
export function isInside({ brief }: Situation): (pair: Coupling) => boolean {
  const owner = new Map(brief.entities.map(({ name, module }) => [name, module]))
  return ({ a, b }) => owner.get(a) === owner.get(b)
}

/** Coupling kept inside over all that joins; what should be apart and is not counts against it. */
function fitOf(couplings: readonly Coupling[], inside: (pair: Coupling) => boolean): number {
  const joining = sum(couplings.filter(({ score }) => score > 0))
  const kept = sum(couplings.filter(inside))
  if (joining === 0) return kept < 0 ? 0 : 1
  return Math.max(0, Math.min(1, kept / joining))
}

const sum = (pairs: readonly Coupling[]) => pairs.reduce((total, { score }) => total + score, 0)

const meanOf = (pairs: readonly Coupling[]) =>
  pairs.length === 0 ? '0' : show(Number((sum(pairs) / pairs.length).toFixed(2)))

const writing = ({ brief }: Situation) => brief.operations.filter(({ writes }) => writes.length > 0)

/** Operations that write more than one entity, and so would be torn by a module per entity. */
const tornWrites = (situation: Situation) =>
  writing(situation).filter(({ writes }) => writes.length > 1).length

function crossWrites({ brief }: Situation): number {
  const owner = new Map(brief.entities.map(({ name, module }) => [name, module]))
  return brief.operations.filter(
    ({ writes }) => new Set(writes.map((name) => owner.get(name))).size > 1,
  ).length
}

const sensitivitiesOf = ({ brief }: Situation) =>
  [...new Set(brief.entities.map(({ sensitivity }) => sensitivity))]
    .map((level) => (level === 'none' ? 'ordinary' : level))
    .toSorted()
    .join(', ') || 'no'

const readShare = ({ totals }: Situation) =>
  totals.callsPerSecond === 0 ? 0 : Number(show(totals.readsPerSecond / totals.callsPerSecond))
