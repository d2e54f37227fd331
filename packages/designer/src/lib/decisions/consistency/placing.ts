import { inFlight } from '../../arithmetic/little.ts'
import { citeAssumption, citeLoad } from '../../citations.ts'
import type { Candidate, Explanation, Question } from '../../decision.ts'
import { show } from '../../figures.ts'
import { placingOperation, placingSteps, providerOf, providerSteps } from '../../placing-saga.ts'
import { outIf } from '../../score.ts'
import { outsideMs } from '../../sections/workload.ts'
import type { Situation } from '../../situation.ts'

/** How a piece of work that spans modules or outside systems stays whole. */
export const placing: Question = {
  key: 'consistency.placing',
  area: 'consistency',
  question: 'How does work that spans modules and outside systems stay whole?',
  weights: { safety: 3, clarity: 2, simplicity: 2 },
  varies: [],
  asks: { saga: 'orchestrated saga with a pivot' },
  choices: (_, chosen) => ({ consistency: { mechanism: chosen.includes('saga') ? ['saga'] : [] } }),
  judge,
  explain,
}

function judge(situation: Situation): Candidate[] {
  const outside = callsOutside(situation)
  const steps = stepsOf(situation)
  return [
    {
      name: 'one ACID transaction',
      scores: { safety: 1, clarity: 1, simplicity: 1 },
      ruledOut: outIf(
        outside,
        () =>
          `an outside call cannot be rolled back, and ${show(heldOpen(situation))} transactions would stand open over it`,
      ),
    },
    {
      name: 'orchestrated saga with a pivot',
      scores: { safety: 1, clarity: steps > 3 ? 1 : 0.7, simplicity: 0.6 },
    },
    {
      name: 'choreographed saga',
      scores: { safety: 0.8, clarity: steps > 3 ? 0.2 : 0.8, simplicity: 0.7 },
    },
    {
      name: 'two-phase commit',
      scores: { safety: 0.7, clarity: 0.6, simplicity: 0.3 },
      ruledOut: outIf(outside, () => 'the outside system does not take part in it'),
    },
  ]
}

function explain(situation: Situation): Explanation {
  const steps = stepsOf(situation)
  const provider = providerOf(situation.brief) ?? situation.brief.dependencies[0]
  if (!callsOutside(situation)) return explainLocal(situation)
  return {
    answer: `An orchestrated saga of ${steps} steps with capture as its pivot: undone before it, finished after it`,
    because: [
      {
        text: `${providerSteps} calls to ${provider?.name ?? 'the provider'} of ${show(provider?.latencyMs ?? 0)} ms each would hold ${show(heldOpen(situation))} transactions with locked stock open at the peak`,
        from: [
          ...citeLoad(situation),
          ...citeAssumption(situation, `dependencies.${provider?.name}.latencyMs`),
        ],
      },
      {
        text: `With ${steps} steps a choreography has ${steps - 1} handlers that each know their neighbor; one list of steps can be read, resumed and counted`,
        from: [],
      },
      {
        text: 'Stock is reserved before money is asked for, and only 1 step, the capture, cannot be undone',
        from: [],
      },
    ],
    consequences: [
      'The intent of each step is stored before the step runs; after a crash the saga goes on from there',
      'The call answers once the order and its saga are stored; a slow provider delays the confirmation and not the answer',
      'Every step carries the key order:step, so a repeated call at the provider changes nothing',
      'Before the pivot a failure releases the stock and voids the authorization; past it the saga only goes forward, retrying until done',
      'An order may be seen as pending for as long as the provider is slow; that state is part of the contract',
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
      'Should an outside call appear, the operation becomes a saga; the outbox is already there',
    ],
  }
}

/** Whether a writing operation waits for somebody outside. */
export function callsOutside({ brief }: Situation): boolean {
  return brief.operations.some(({ calls, writes }) => calls.length > 0 && writes.length > 0)
}

const stepsOf = ({ modules }: Situation) => (modules.includes('orders') ? placingSteps.length : 3)

/** Little's law: transactions that would wait for the outside system at the same time. */
function heldOpen(situation: Situation): number {
  const { loads, brief, modules } = situation
  const provider = providerOf(brief)
  if (provider && modules.includes('orders')) {
    const orders = loads.find(({ operation }) => operation.name === placingOperation)
    return inFlight(orders?.peakPerSecond ?? 0, (providerSteps * (provider.latencyMs ?? 0)) / 1000)
  }
  return loads
    .filter(({ operation }) => operation.calls.length > 0)
    .reduce((sum, load) => sum + inFlight(load.peakPerSecond, outsideMs(situation, load) / 1000), 0)
}
