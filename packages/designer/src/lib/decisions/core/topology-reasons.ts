import { originsOf } from '../../brief/origins.ts'
import { citeAssumption, citeLoad, citeTeam, quote } from '../../citations.ts'
import type { Explanation, Reason } from '../../decision.ts'
import { busy, frequency, percent, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { coresPerReplica, type Situation } from '../../situation.ts'
import { sizeOf } from '../../sizing.ts'
import {
  containerCost,
  functionCost,
  isSmall,
  readersOf,
  reasonsToSplit,
  statedEngineers,
  whyNotOne,
} from './placement-needs.ts'
import { hopsPerCall, trainOf } from './train.ts'

/** Why the chosen topology, in the brief's words and numbers. */
export function explainTopology(situation: Situation, chosen: string): Explanation {
  const { totals, team } = situation
  const { needed } = sizeOf(situation)
  const shared = trainOf(situation)
  const hops = hopsPerCall(situation)
  const teams = `${show(team.teams)} team${team.teams === 1 ? '' : 's'}`
  return {
    answer: answerOf(situation, chosen),
    because: [
      ...factsAgainstOne(situation),
      ...chosenFor(situation, chosen),
      {
        text: `The peak keeps ${busy(totals.appCores)} application cores busy: ${needed} replica${needed === 1 ? '' : 's'} of ${coresPerReplica} cores, of the ${figure('capacity.fleet-limit')} that one fleet may grow to`,
        from: [...citeLoad(situation), 'L-app-cores', 'capacity.fleet-limit'],
      },
      {
        text: `One pipeline shared by ${teams} is busy ${percent(shared)} of the working day; waiting starts to hurt past half`,
        from: [...citeTeam(situation), ...citeAssumption(situation, 'team.deployHours')],
      },
      ...(hops === 0
        ? []
        : [
            {
              text: `Set apart, the longest operation crosses ${hops} process border${hops === 1 ? '' : 's'}, about ${show(hops * figure('hop.latency'))} ms, and the published example needed ${figure('hop.cost')} times the cores`,
              from: ['hop.cost', 'hop.latency'],
            },
          ]),
      ...askedFor(situation, chosen),
    ],
    consequences: [...(consequences[chosen] ?? []), ...everywhere],
  }
}

/** The facts for which this cannot be one deployment, each once. */
function factsAgainstOne(situation: Situation): Reason[] {
  const facts = [whyNotOne(situation), ...reasonsToSplit(situation)]
  return [...new Set(facts)]
    .filter((fact) => fact !== undefined)
    .map((text) => ({ text: sentenceOf(text), from: [] }))
}

function answerOf(situation: Situation, chosen: string): string {
  const { totals, team, modules } = situation
  const { replicas, needed } = sizeOf(situation)
  if (chosen === 'microservices') {
    const why = whyNotOne(situation) ?? `${show(team.teams)} teams, ${show(needed)} replicas`
    return modules.length === 1
      ? `1 new service, apart from what runs today: ${why}`
      : `One service per module, ${modules.length} of them: ${why}`
  }
  if (chosen === 'event-driven')
    return `Parts that talk by a log of events: ${readersOf(situation)} independent reader${readersOf(situation) === 1 ? '' : 's'}, ${frequency(totals.eventsPerSecond, 'events')} at the peak, each part deployed by itself`
  if (chosen === 'serverless')
    return `Functions run by a provider: about $${show(functionCost(situation))} a month for this load, where ${replicas} replicas that wait cost $${show(containerCost(situation))}, and no machine to look after`
  const shape =
    chosen === 'modular-monolith' ? 'One application of separate modules' : 'One application'
  return `${shape}: ${busy(totals.appCores)} busy cores need ${needed} of ${replicas} replica${replicas === 1 ? '' : 's'}, and ${show(team.teams)} team${team.teams === 1 ? ' uses' : 's use'} ${percent(trainOf(situation))} of one deployment train`
}

/** What speaks for the chosen option beyond the reasons that weigh in every design. */
function chosenFor(situation: Situation, chosen: string): Reason[] {
  const { signals } = situation
  if (chosen === 'serverless')
    return [
      {
        text: `${signals
          .of('no-operations-staff', 'idle', 'spiky', 'crowd')
          .map((word) => quote(situation, word))
          .join(
            ', ',
          )}: functions cost $${show(functionCost(situation))} a month at this load and nothing when idle, replicas $${show(containerCost(situation))} either way`,
        from: ['functions.call-price', 'functions.second-price', 'container.core-price'],
      },
      {
        text: `A cold start costs ${figure('functions.cold')} ms on under 1 % of the calls`,
        from: ['functions.cold'],
      },
    ]
  if (chosen === 'event-driven')
    return [
      {
        text: `${readersOf(situation)} kinds of reader take the same events each at its own pace (${signals
          .of('many-readers', 'windows', 'replay', 'telemetry', 'asks kafka', 'asks event-driven')
          .map((word) => quote(situation, word))
          .join(', ')}); a call to each would tie the fastest to the slowest`,
        from: [],
      },
    ]
  if (isSmall(situation))
    return [
      {
        text: `${signals
          .of('small-team', 'proof-of-concept', 'one-machine')
          .map((word) => quote(situation, word))
          .concat(
            Number.isFinite(statedEngineers(situation))
              ? [`${statedEngineers(situation)} engineers`]
              : [],
          )
          .join(
            ', ',
          )}: separate services cost ${percent(figure('services.overhead'))} of the engineering, which few people feel most`,
        from: ['services.overhead', 'services.developers'],
      },
    ]
  return []
}

function askedFor(situation: Situation, chosen: string): Reason[] {
  const ask = situation.brief.asks.find(({ what }) => what === 'microservices')
  if (ask === undefined || chosen === 'microservices') return []
  return [
    {
      text: `The brief asks to outline microservices ("${ask.text}"): the boundaries below are those services, placed in one process until a flip is reached`,
      from: originsOf(situation.brief, 'asks.microservices'),
    },
  ]
}

const everywhere = [
  'Every module owns its schema, its contract and its events; calls between modules have deadlines and are validated, so each may become a process by a change of the wiring alone',
  'No transaction crosses a module, in one process or in ten',
]

const inOne = [
  'One image, one deployment, one rollback; a fault in one module can stop the process, so replicas restart in seconds',
  'The thresholds on teams come from sources that disagree: measure how often changes touch two modules before splitting',
]

const consequences: Readonly<Record<string, readonly string[]>> = {
  monolith: inOne,
  'modular-monolith': inOne,
  microservices: [
    'Each service has its pipeline, its database and its alarms; nobody deploys two together',
    'What was a transaction across tables is a saga or an event; what was a join is a read model',
  ],
  serverless: [
    'Work is stateless and short; what lasts goes to a queue or to the provider’s workflow service',
    'Connections to the database pass a pooler, since every copy of a function opens its own',
    'The built project runs the same modules in one process; its handlers are wrapped for the provider at deployment',
  ],
  'event-driven': [
    'A part may stop for an hour and read on where it was; nobody waits for it',
    'The format of an event is a contract: fields are added, never changed, and old events stay readable',
    'A command is answered when its event is kept; what readers make of it is seen later',
  ],
}

const sentenceOf = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
