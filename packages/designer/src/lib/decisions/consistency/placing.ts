import { inFlight } from '../../arithmetic/little.ts'
import { citeAssumption, citeLoad } from '../../citations.ts'
import type { Candidate, ChoicePart, Explanation, Question } from '../../decision.ts'
import { show } from '../../figures.ts'
import { placingOperation, providerSteps } from '../../placing-saga.ts'
import { figure } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'
import { outsideMs } from '../../sections/workload.ts'
import type { Situation } from '../../situation.ts'
import { type Spanning, spanningOf } from '../../spanning.ts'
import { isApart } from '../messaging/needs.ts'

/** How a piece of work that spans modules or outside systems stays whole. */
export const placing: Question = {
  key: 'consistency.placing',
  area: 'consistency',
  question: 'How does work that spans modules and outside systems stay whole?',
  weights: { safety: 3, clarity: 2, simplicity: 2 },
  varies: [],
  asks: { saga: 'orchestrated saga with a pivot' },
  choices: inWords,
  judge,
  explain,
}

function inWords(situation: Situation, chosen: string): ChoicePart {
  if (!chosen.includes('saga')) return {}
  const process =
    isApart(situation) && chosen.startsWith('orchestrated') && longest(situation).length > 0
  return {
    consistency: { mechanism: ['saga'] },
    special: process ? ['workflow-orchestration'] : [],
  }
}

function judge(situation: Situation): Candidate[] {
  const outside = callsOutside(situation)
  const spans = spanningOf(situation)
  const told = situation.signals.any('all-or-nothing') && isApart(situation)
  const many = spans.length > 0 || told
  const steps = longest(situation).length
  const few =
    Math.max(0, ...spans.map(({ participants }) => participants.length)) <=
    figure('saga.choreography')
  const events = isApart(situation) && situation.signals.any('asks event-driven')
  return [
    {
      name: 'one ACID transaction',
      scores: { safety: 1, clarity: 1, simplicity: 1 },
      ruledOut:
        outIf(
          outside,
          () =>
            `an outside call cannot be rolled back, and ${show(heldOpen(situation))} transactions would stand open over it`,
        ) ??
        outIf(
          many,
          () =>
            `${spanned(spans)} modules own what it changes, and no transaction crosses a module`,
        ),
    },
    {
      name: 'the intent stored, the call made after commit, its answer stored',
      scores: { safety: 0.95, clarity: 1, simplicity: 0.9 },
      ruledOut:
        outIf(
          many,
          () => `${spanned(spans)} parts have to be undone together when one of them refuses`,
        ) ?? outIf(!outside, () => '0 operations that write wait for an outside system'),
    },
    {
      name: 'orchestrated saga with a pivot',
      scores: { safety: 1, clarity: steps > 3 ? 1 : 0.7, simplicity: 0.6 },
    },
    {
      name: 'choreographed saga',
      scores: {
        safety: 0.8,
        clarity: steps > 3 && !(few && events) ? 0.2 : 0.8,
        simplicity: few && events ? 1 : 0.7,
      },
    },
    {
      name: 'try, confirm, cancel (TCC)',
      scores: { safety: 0.8, clarity: 0.7, simplicity: 0.4 },
      ruledOut: outIf(
        outside,
        () => 'the outside system offers 1 call, not a try that can be confirmed or cancelled',
      ),
    },
    {
      name: 'two-phase commit',
      scores: { safety: 0.7, clarity: 0.6, simplicity: 0.3 },
      ruledOut:
        outIf(outside, () => 'the outside system does not take part in it') ??
        outIf(
          isApart(situation),
          () => `${situation.modules.length} services would wait, locked, while 1 of them is away`,
        ),
    },
  ]
}

const spanned = (spans: readonly Spanning[]) =>
  Math.max(2, ...spans.map(({ participants }) => participants.length))

function explain(situation: Situation, chosen: string): Explanation {
  if (chosen === 'one ACID transaction') return explainLocal(situation)
  if (chosen.startsWith('the intent')) return explainIntent(situation)
  return explainSaga(situation, chosen)
}

function explainSaga(situation: Situation, chosen: string): Explanation {
  const steps = longest(situation)
  const pivot = steps.find((step) => step.pivot)
  const shop = isShop(situation)
  return {
    answer: shop
      ? `An orchestrated saga of ${steps.length} steps with capture as its pivot: undone before it, finished after it`
      : `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: ${steps.length} steps${pivot ? `, ${pivot.name} as the pivot` : ''}: undone before it, finished after it`,
    because: [
      ...(callsOutside(situation) ? [openTransactions(situation)] : []),
      {
        text: `With ${steps.length} steps a choreography has ${Math.max(1, steps.length - 1)} handlers that each know their neighbor, and is followed up to about ${figure('saga.choreography')} participants; one list of steps can be read, resumed and counted`,
        from: ['saga.choreography'],
      },
      ...(shop
        ? [
            {
              text: 'Stock is reserved before money is asked for, and only 1 step, the capture, cannot be undone',
              from: [],
            },
          ]
        : []),
    ],
    consequences: [
      'The intent of each step is stored before the step runs; after a crash the saga goes on from there',
      'The call answers once the record and its saga are stored; a slow provider delays the confirmation and not the answer',
      'Every step carries a key made of the record and the step, so a repeated call at the provider changes nothing',
      'Before the pivot a failure undoes what was held, last first; past it the saga only goes forward, retrying until done',
      'The work may be seen as pending for as long as the provider is slow; that state is part of the contract, and operators see the step in which it stands',
    ],
  }
}

function openTransactions(situation: Situation) {
  const { brief } = situation
  const provider =
    brief.dependencies.find(({ name }) =>
      longest(situation).some((step) => step.dependency === name),
    ) ?? brief.dependencies[0]
  const calls = isShop(situation) ? providerSteps : 1
  return {
    text: `${calls} call${calls === 1 ? '' : 's'} to ${provider?.name ?? 'the provider'} of ${show(provider?.latencyMs ?? 0)} ms each would hold ${show(heldOpen(situation))} transactions with locked rows open at the peak`,
    from: [
      ...citeLoad(situation),
      ...citeAssumption(situation, `dependencies.${provider?.name}.latencyMs`),
    ],
  }
}

function explainIntent(situation: Situation): Explanation {
  const waiting = situation.brief.operations.filter(
    ({ calls, writes }) => calls.length > 0 && writes.length > 0,
  )
  return {
    answer: `The intent is stored, the call made after commit, its answer stored: ${waiting.length} operation${waiting.length === 1 ? '' : 's'} of 1 module and 1 outside system`,
    because: [
      openTransactions(situation),
      {
        text: 'With 1 record on our side there is nothing else to undo: 2 states, asked and answered, are the whole saga',
        from: [],
      },
    ],
    consequences: [
      'After a crash what was asked and not answered is asked again, with the same key; where the outside system has no keys, it is first asked what it knows',
      'A second module that changes with it makes this a saga; the stored intent is its first step already',
    ],
  }
}

function explainLocal({ brief }: Situation): Explanation {
  return {
    answer: `One ACID transaction per operation: none of ${brief.operations.length} operations waits for an outside system`,
    because: [
      { text: `${brief.dependencies.length} outside systems are called while writing`, from: [] },
    ],
    consequences: [
      'Should an outside call appear, its intent is stored first and the call made after commit',
    ],
  }
}

/** Whether a writing operation waits for somebody outside. */
export function callsOutside({ brief }: Situation): boolean {
  return brief.operations.some(({ calls, writes }) => calls.length > 0 && writes.length > 0)
}

/** The steps of the longest work that spans modules. */
function longest(situation: Situation): Spanning['steps'] {
  return spanningOf(situation).reduce<Spanning['steps']>(
    (most, { steps }) => (steps.length > most.length ? steps : most),
    [],
  )
}

const isShop = (situation: Situation) =>
  spanningOf(situation).some(({ operation }) => operation.name === placingOperation)

/** Little's law: transactions that would wait for the outside system at the same time. */
function heldOpen(situation: Situation): number {
  const { loads, brief } = situation
  const [shop] = spanningOf(situation).filter(
    ({ operation }) => operation.name === placingOperation,
  )
  if (shop) {
    const orders = loads.find(({ operation }) => operation.name === placingOperation)
    const provider = brief.dependencies.find(({ name }) => shop.participants.includes(name))
    return inFlight(orders?.peakPerSecond ?? 0, (providerSteps * (provider?.latencyMs ?? 0)) / 1000)
  }
  return loads
    .filter(({ operation }) => operation.calls.length > 0)
    .reduce((sum, load) => sum + inFlight(load.peakPerSecond, outsideMs(situation, load) / 1000), 0)
}
