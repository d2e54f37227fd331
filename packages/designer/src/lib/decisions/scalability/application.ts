import type { Signal } from '@archwright/model/light'

import { answerIn } from '../../answer.ts'
import { staffedCores } from '../../arithmetic/staffing.ts'
import { citeLoad, citeObjective, quote } from '../../citations.ts'
import type { Question, Reason } from '../../decision.ts'
import { busy, percent, portion, show } from '../../figures.ts'
import { fleetOf, replicasOf } from '../../fleet.ts'
import { figure } from '../../rules/catalog.ts'
import { isHumble } from '../../scale.ts'
import { comfort, outIf } from '../../score.ts'
import { coresPerReplica, type Situation, usableShare } from '../../situation.ts'
import { redundancyFrom, sizeOf } from '../../sizing.ts'
import { topology } from '../core/topology.ts'
import { decidesInMemory } from '../data/hot-state.ts'

const following = 'replicas that follow the load'

/** How the application carries the peak. */
export const application: Question = {
  key: 'scaling.application',
  area: 'scalability',
  question: 'How does the application carry the peak?',
  weights: { simplicity: 2, capacity: 2, resilience: 2 },
  varies: ['load', 'availability'],
  asks: { kubernetes: following },
  choices: (situation, chosen) => ({ scaling: scalingOf(situation, chosen) }),
  judge: (situation) => {
    const { needed } = sizeOf(situation)
    const { availability } = situation.needs
    const growing = needed > fixedUpTo
    const uneven = variesMuch(situation)
    return [
      {
        name: 'one replica',
        scores: {
          simplicity: 1,
          capacity: isHumble(situation)
            ? 1
            : comfort(coresPerReplica * usableShare, situation.totals.appCores),
          resilience: isHumble(situation) ? 1 : 0,
        },
        ruledOut:
          outIf(needed > 1, () => `the peak needs ${needed}`) ??
          outIf(
            availability >= redundancyFrom && !isHumble(situation),
            () => `${percent(availability)} leaves no room for a restart by hand`,
          ),
      },
      {
        name: 'fixed replicas, one more than needed',
        scores: { simplicity: 0.8, capacity: growing || uneven ? 0.3 : 0.9, resilience: 1 },
        ruledOut: outIf(
          situation.signals.any('one-machine'),
          () => 'the brief wants it on 1 machine',
        ),
      },
      {
        name: following,
        scores: { simplicity: 0.5, capacity: 1, resilience: 1 },
        ruledOut: outIf(
          situation.signals.any('one-machine'),
          () => 'the brief wants it on 1 machine',
        ),
      },
    ]
  },
  explain: (situation, chosen) => {
    const { totals } = situation
    const { needed, spare } = sizeOf(situation)
    const count = replicasOf(situation)
    const services = fleetOf(situation).length
    return {
      answer:
        chosen === 'one replica'
          ? `1 process of ${coresPerReplica} cores on one machine: the peak keeps ${busy(totals.appCores)} busy, and a restart takes seconds`
          : `${chosen === following ? `${count} replicas at the stated peak, and as many as the load asks for,` : `${count} replicas`} of ${coresPerReplica} cores: ${services > 1 ? `each of ${services} services as many as its own peak needs at ${percent(usableShare)} use, and ${spare} spare` : `${needed} ${needed === 1 ? 'carries' : 'carry'} the peak at ${portion(totals.appCores / (needed * coresPerReplica))} of the ${percent(usableShare)} that may be used, ${spare} ${spare === 1 ? 'is' : 'are'} spare`}`,
      because: [
        {
          text: `${busy(totals.appCores)} busy cores ÷ (${coresPerReplica} × ${percent(usableShare)}) = ${needed}${services > 1 ? ` in one fleet, ${count} apart because each service rounds up and has a spare` : ''}; square-root staffing would ask for ${show(staffedCores(totals.appCores, figure('capacity.beta')))} cores in one pool`,
          from: [
            ...citeLoad(situation),
            'L-app-cores',
            'L-replicas',
            'capacity.headroom',
            'capacity.beta',
          ],
        },
        {
          text: `${spare} spare for ${percent(situation.needs.availability)}, so that losing a replica or its zone does not show`,
          from: citeObjective(situation, 'availability'),
        },
        ...unevenly(situation),
      ],
      consequences: [
        ...(chosen === 'one replica'
          ? [
              'A larger machine is the next step: no code knows on how many machines it runs',
              'A deployment or a crash is a pause of seconds, which the brief allows',
            ]
          : [
              'A replica holds no state that another would miss: sessions, limits and jobs are in a store or in tokens',
            ]),
        chosen === following
          ? 'Scale on busy cores at half of the safe use, since a new replica takes seconds to start; what comes faster than that is shed or waits in line'
          : `Up to ${fixedUpTo} replicas a fixed number is simpler than a scaler and costs about the same`,
        'Nothing waits in a thread: calls to stores and other systems are asynchronous, and independent ones run side by side',
      ],
    }
  },
}

/** Replicas up to which a fixed number is simpler than a scaler. */
const fixedUpTo = 4

/** Whether the load moves so much that a fixed number is either idle or too few. */
function variesMuch(situation: Situation): boolean {
  return unevenWords(situation).length > 0 || answerIn(situation, topology) === 'serverless'
}

/** The load moves, there is nobody to move the number with it, or the parts move apart. */
function unevenWords({ signals }: Situation): Signal[] {
  return [
    ...signals.of('spiky', 'crowd', 'idle', 'no-operations-staff', 'independent-parts'),
    ...(signals.any('high-traffic', 'global') ? signals.of('growth') : []),
  ]
}

function unevenly(situation: Situation): Reason[] {
  return unevenWords(situation)
    .slice(0, 1)
    .map((word) => ({
      text: `Nobody can set the number by hand: ${quote(situation, word)}`,
      from: [],
    }))
}

function scalingOf(situation: Situation, chosen: string): string[] {
  if (chosen === 'one replica') return ['single-node']
  if (decidesInMemory(situation)) return []
  // Functions are started by whoever runs them; there is no number of replicas to choose.
  if (answerIn(situation, topology) === 'serverless') return ['autoscaling']
  return chosen === following ? ['replicas', 'autoscaling'] : ['replicas']
}
