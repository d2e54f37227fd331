import type { Candidate, Explanation, Question } from '../../decision.ts'
import { show } from '../../figures.ts'
import { placingSteps } from '../../placing-saga.ts'
import { figure } from '../../rules/catalog.ts'
import { outIf, winner } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { topology } from '../core/topology.ts'

/** How one module asks another. */
export const internalApi: Question = {
  key: 'api.internal',
  area: 'api',
  question: 'How does one module ask another?',
  weights: { latency: 2, simplicity: 3, independence: 2 },
  varies: ['teams'],
  choices: (situation) => ({ api_internal: isApart(situation) ? ['rest', 'messaging'] : [] }),
  judge,
  explain,
}

function judge(situation: Situation): Candidate[] {
  const apart = isApart(situation)
  const away = outIf(apart, () => 'the modules run in processes of their own')
  const here = outIf(
    !apart,
    () => 'the modules share a process; a socket between them would only cost',
  )
  return [
    {
      name: 'in-process calls through the contract',
      scores: { latency: 1, simplicity: 1, independence: 0.6 },
      ruledOut: away,
    },
    {
      name: 'the same contract over HTTP',
      scores: { latency: 0.6, simplicity: 0.7, independence: 1 },
      ruledOut: here,
    },
    { name: 'gRPC', scores: { latency: 0.8, simplicity: 0.4, independence: 0.9 }, ruledOut: here },
    { name: 'messages for everything', scores: { latency: 0.3, simplicity: 0.3, independence: 1 } },
  ]
}

function explain({ modules }: Situation, chosen: string): Explanation {
  const hops = modules.includes('orders') ? placingSteps.length : 1
  return {
    answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: ${hops} call${hops === 1 ? '' : 's'} between modules cost microseconds here and about ${show(hops * figure('hop.latency'))} ms over a network`,
    because: [
      {
        text: `Setting components apart added ${figure('hop.latency')} ms and took ${figure('hop.cost')} times the cores in the published case`,
        from: ['hop.latency', 'hop.cost'],
      },
    ],
    consequences: [
      'A call has a deadline, is validated on both sides in tests, and is retried only where its operation is declared idempotent: it behaves as a remote call before it is one',
      'After a split the same contract travels over HTTP; the tests of a module run unchanged in both placements',
    ],
  }
}

/** Whether the modules run in processes of their own. */
export function isApart(situation: Situation): boolean {
  return winner(topology.judge(situation), topology.weights) === 'microservices'
}
