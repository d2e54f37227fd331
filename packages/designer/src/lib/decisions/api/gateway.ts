import { answerIn } from '../../answer.ts'
import { citeLoad, quote } from '../../citations.ts'
import type { Candidate, Explanation, Question } from '../../decision.ts'
import { counted, frequency } from '../../figures.ts'
import { replicasInWords } from '../../fleet.ts'
import { figure } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { isSmall } from '../core/placement-needs.ts'
import { isApart, topology } from '../core/topology.ts'
import { audiencesOf, callingPrograms } from './audiences.ts'

/** What stands in front of the replicas. */
export const gateway: Question = {
  key: 'gateway',
  area: 'api',
  question: 'What stands in front of the replicas?',
  weights: { simplicity: 3, control: 2 },
  varies: ['teams'],
  asks: { gateway: 'an API gateway' },
  // Services behind a door are checked there too; a design is said to do so where somebody asks about callers.
  choices: ({ signals }, chosen) => {
    const checks = signals.any('asks authentication', 'single-sign-on') ? ['edge-auth'] : []
    return chosen === 'an API gateway' ? { special: ['api-gateway', ...checks] } : {}
  },
  judge,
  explain,
}

function judge(situation: Situation): Candidate[] {
  const many = isApart(situation)
  const functions = answerIn(situation, topology) === 'serverless'
  const needed = many || functions || hasProgram(situation)
  return [
    {
      name: 'a load balancer',
      scores: { simplicity: 1, control: needed ? 0 : 0.7 },
      ruledOut:
        outIf(
          many,
          () => `${situation.modules.length} services would each be exposed to clients`,
        ) ??
        outIf(functions, () => 'functions have no address of their own; 1 door gives them one'),
    },
    {
      name: 'a reverse proxy',
      scores: { simplicity: 0.8, control: needed ? 0.3 : 0.7 },
      ruledOut: outIf(functions, () => 'functions are called through the door of their provider'),
    },
    { name: 'an API gateway', scores: { simplicity: 0.5, control: 1 } },
  ]
}

/** Whether partners with keys and quotas of their own call beside people. */
function hasProgram(situation: Situation): boolean {
  const { signals, brief } = situation
  if (isSmall(situation)) return false
  const { people, devices } = audiencesOf(brief)
  const others = callingPrograms(situation).length > 0 || devices.length > 0
  return people.length > 0 && others && signals.any('abuse', 'asks rate-limiting')
}

function explain(situation: Situation, chosen: string): Explanation {
  const { totals, modules } = situation
  const capital = chosen.charAt(0).toUpperCase() + chosen.slice(1)
  const spread = frequency(totals.publicCallsPerSecond, 'calls')
  if (chosen === 'an API gateway')
    return {
      answer: `${capital} in two copies or more: the one entrance for ${spread} to ${isApart(situation) ? counted(modules.length, 'service') : 'the application'}, about ${figure('gateway.latency')} ms a call`,
      because: [...gatewayReasons(situation), priceOf()],
      consequences: [
        'It refuses tokens that are forged or have run out, counts calls by address, sets the correlation id, routes and logs; rules of the business stay behind it',
        'The token travels on as it came: each service checks it again, with its revocation, and trusts no header',
        'Its routes are written from the contracts of the services: deploy/gateway/envoy.yaml',
        'A firewall for web requests and protection against floods stand before it; both are bought, not built',
      ],
    }
  return {
    answer: `${capital} that ends TLS and spreads ${spread} over ${replicasInWords(situation)}`,
    because: [
      {
        text: 'There is 1 deployable to route to; identity, limits and versions are enforced by the application itself, so a gateway would be a second place for each',
        from: citeLoad(situation),
      },
      priceOf(),
    ],
    consequences: [
      'The balancer asks the readiness probe every second and stops sending before a replica stops',
      'A gateway pays when there are several deployables, or partners with plans and quotas',
    ],
  }
}

const priceOf = () => ({
  text: `A gateway adds ${figure('gateway.latency')} ms to each call and is one more part that must stay up`,
  from: ['gateway.latency'],
})

function gatewayReasons(situation: Situation) {
  const { signals, modules, brief } = situation
  const { people, devices } = audiencesOf(brief)
  const kinds = [people, callingPrograms(situation), devices].filter(
    ({ length }) => length > 0,
  ).length
  const reasons = [
    ...(isApart(situation)
      ? [
          `${counted(modules.length, 'service')} behind one address: clients do not know where each lives`,
        ]
      : []),
    ...(answerIn(situation, topology) === 'serverless'
      ? ['Functions have no address; the door of the provider gives them 1, with tokens and limits']
      : []),
    ...(hasProgram(situation)
      ? [
          `${kinds} kinds of caller with keys, limits and plans of their own (${signals.any('abuse') ? quote(situation, 'abuse') : 'limits are asked for'})`,
        ]
      : []),
  ]
  return reasons.map((text) => ({ text, from: [] }))
}
