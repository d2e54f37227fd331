import { citeLoad } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { show } from '../../figures.ts'
import { outIf } from '../../score.ts'
import { sizeOf } from '../../sizing.ts'
import { isApart } from './internal-api.ts'

/** What stands in front of the replicas. */
export const gateway: Question = {
  key: 'gateway',
  area: 'api',
  question: 'What stands in front of the replicas?',
  weights: { simplicity: 3, control: 1 },
  varies: ['teams'],
  judge: (situation) => {
    const { modules, signals } = situation
    const apart = isApart(situation)
    const control = apart || (signals.any('program-clients') && modules.length > 3) ? 1 : 0.3
    return [
      {
        name: 'a load balancer',
        scores: { simplicity: 1, control: 1 - control },
        ruledOut: outIf(apart, () => `${modules.length} services would each be exposed to clients`),
      },
      { name: 'an API gateway', scores: { simplicity: 0.5, control: 1 } },
      {
        name: 'a service mesh',
        scores: { simplicity: 0.1, control: 1 },
        ruledOut: outIf(
          !apart,
          () => `${modules.length} modules in one process have no network between them`,
        ),
      },
    ]
  },
  explain: (situation, chosen) => ({
    answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)} that ends TLS and spreads ${show(situation.totals.callsPerSecond)} calls/s over ${sizeOf(situation).replicas} replicas by least connections`,
    because: [
      {
        text: 'There is 1 deployable to route to; identity, limits and versions are enforced by the application itself, so a gateway would be a second place for each',
        from: citeLoad(situation),
      },
    ],
    consequences: [
      'The balancer asks the readiness probe every second and stops sending before a replica stops',
      'A gateway pays when there are several deployables, or partners with plans and quotas',
    ],
  }),
}
