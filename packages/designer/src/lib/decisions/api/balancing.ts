import type { Question } from '../../decision.ts'
import { show } from '../../figures.ts'
import { replicasInWords, replicasOf } from '../../fleet.ts'
import { outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'

/** How calls are spread over the replicas. */
export const balancing: Question = {
  key: 'gateway.balancing',
  area: 'api',
  question: 'How are calls spread over the replicas?',
  weights: { evenness: 3, simplicity: 1, locality: 1 },
  varies: [],
  judge: (situation) => {
    const shared = isShared(situation)
    const uneven = spreadOf(situation) >= 10
    return [
      {
        name: 'least outstanding requests',
        scores: { evenness: 1, simplicity: 0.8, locality: shared ? 0 : 0.5 },
      },
      {
        name: 'round robin',
        scores: { evenness: uneven ? 0.4 : 0.9, simplicity: 1, locality: shared ? 0 : 0.5 },
      },
      {
        name: 'consistent hashing by document',
        scores: { evenness: 0.8, simplicity: 0.5, locality: 1 },
        ruledOut: outIf(
          !shared,
          () => `0 state is kept in a process, so any of ${replicasOf(situation)} may answer`,
        ),
      },
    ]
  },
  explain: (situation, chosen) => ({
    answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)} over ${replicasInWords(situation)}, asked for their readiness before they are sent anything`,
    because: [
      {
        text: `The dearest call costs ${show(spreadOf(situation))} times the cheapest: turns would give both the same place in the line`,
        from: ['work.request.app', 'work.statement.app'],
      },
      ...(isShared(situation)
        ? [
            {
              text: 'Those who work on 1 document meet in 1 process, which orders what they do; a change of the replicas moves only the share of one',
              from: [],
            },
          ]
        : []),
    ],
    consequences: [
      'A replica that fails its readiness twice gets no calls; one that starts gets a growing share over 30 s',
      'A canary is a weight on a route: 1 %, 10 %, 50 %, all, back at the first breach of an objective',
    ],
  }),
}

/** Whether callers share state that a process holds between calls. */
const isShared = ({ signals }: Situation) => signals.any('co-editing')

/** Processor time of the dearest operation over the cheapest. */
function spreadOf({ loads }: Situation): number {
  const costs = loads.map(({ work }) => work.appMs).filter((cost) => cost > 0)
  return costs.length === 0 ? 1 : Math.max(...costs) / Math.min(...costs)
}
