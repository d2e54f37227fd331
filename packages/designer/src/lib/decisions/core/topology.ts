import { answerIn } from '../../answer.ts'
import { trainUtilization } from '../../arithmetic/deploy-train.ts'
import type { Candidate, Question } from '../../decision.ts'
import { figure } from '../../rules/catalog.ts'
import { comfort, outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { channelCapacity, sizeOf } from '../../sizing.ts'
import {
  containerCost,
  functionCost,
  isOneOrder,
  isSmall,
  isStream,
  isUnattended,
  readersOf,
  whyNotOne,
} from './placement-needs.ts'
import { explainTopology } from './topology-reasons.ts'
import { hopsPerCall, trainOf, workingHours } from './train.ts'

/** Whether to run one application or several, and how it is cut inside. */
export const topology: Question = {
  key: 'topology',
  area: 'core',
  question: 'Is this one application or several, and how is it cut?',
  weights: {
    simplicity: 3,
    independence: 2,
    boundaries: 2,
    latency: 1,
    scaling: 1,
    readers: 3,
    upkeep: 3,
  },
  varies: ['teams', 'load'],
  // Microservices are no entry here: asked for by name, they are cut as modules until a number or a need splits them.
  asks: { monolith: 'monolith', serverless: 'serverless', 'event-driven': 'event-driven' },
  choices: (_, chosen) => ({ topology: chosen }),
  judge: (situation) => [
    ...inOneProcess(situation),
    services(situation),
    functions(situation),
    streams(situation),
  ],
  explain: explainTopology,
}

/** Whether the modules run in processes of their own. */
export function isApart(situation: Situation): boolean {
  return ['microservices', 'event-driven'].includes(answerIn(situation, topology))
}

/** Score of a criterion on which nothing in the brief bears. */
const neutral = 0.7

function inOneProcess(situation: Situation): Candidate[] {
  const { modules, signals, totals } = situation
  const { needed } = sizeOf(situation)
  const fleet = figure('capacity.fleet-limit')
  const events = isStream(situation) ? comfort(channelCapacity, totals.eventsPerSecond) : 1
  const scores = {
    independence: free(trainOf(situation)),
    latency: 1,
    scaling: Math.min(comfort(fleet, needed), events),
    readers: 1 / readersOf(situation),
    upkeep: isUnattended(situation) ? 0.1 : neutral,
  }
  const areas = !isSmall(situation) || signals.any('isolation')
  const tangled = modules.length > 2 && areas && !isOneOrder(situation)
  const tooMuch = whyNotOne(situation)
  return [
    {
      name: 'monolith',
      scores: { ...scores, simplicity: 1, boundaries: tangled ? 0.3 : 0.9 },
      ruledOut:
        tooMuch ??
        outIf(
          signals.any('payments', 'subscriptions') && tangled,
          () => `payment data may not share tables with the other ${modules.length - 1} modules`,
        ),
    },
    {
      name: 'modular-monolith',
      scores: { ...scores, simplicity: 0.95, boundaries: 0.9 },
      ruledOut: tooMuch,
    },
  ]
}

function services(situation: Situation): Candidate {
  const { needs, modules } = situation
  const hops = 1 - (hopsPerCall(situation) * figure('hop.latency')) / needs.commandMs
  return {
    name: 'microservices',
    scores: {
      simplicity: 1 - figure('services.overhead'),
      independence: free(aloneOf(situation)),
      boundaries: 1,
      latency: Math.max(0, hops),
      scaling: 1,
      // Services that ask one another tie the fastest reader to the slowest, unless each keeps its own copy.
      readers: (1 + 1 / readersOf(situation)) / 2,
      upkeep: isUnattended(situation) ? 0 : neutral,
    },
    ruledOut:
      outIf(
        isSmall(situation) && whyNotOne(situation) === undefined,
        () =>
          `few people would keep ${modules.length} services, each with its pipeline, database and alarms`,
      ) ??
      outIf(
        isOneOrder(situation),
        () => 'decisions that depend on one another in microseconds are made in 1 place',
      ),
  }
}

function functions(situation: Situation): Candidate {
  const { signals } = situation
  return {
    name: 'serverless',
    scores: {
      simplicity: 0.8,
      independence: free(aloneOf(situation)),
      boundaries: 0.7,
      latency: 0.5,
      scaling: 1,
      readers: 1 / readersOf(situation),
      upkeep: isUnattended(situation)
        ? (1 + comfort(containerCost(situation), functionCost(situation))) / 2
        : neutral,
    },
    ruledOut:
      outIf(
        signals.any('two-way', 'presence', 'co-editing') ||
          (signals.any('realtime') && !signals.any('polling')),
        () => 'open connections need processes that stay, 1 or more of them',
      ) ??
      outIf(
        signals.any('all-or-nothing', 'workflow', 'long-running', 'batch'),
        () => 'sagas and long work need processes that stay; a function is ended after 15 minutes',
      ) ??
      outIf(
        signals.any('server-pages', 'content'),
        () => 'a product that renders pages needs 1 server that stays',
      ) ??
      outIf(
        signals.any('one-machine', 'proof-of-concept'),
        () => '1 process is set up sooner than functions, their door and their rights',
      ),
  }
}

function streams(situation: Situation): Candidate {
  const small = situation.signals.any('one-machine', 'proof-of-concept')
  return {
    name: 'event-driven',
    scores: {
      simplicity: isSmall(situation) ? 0.3 : 0.65,
      independence: free(aloneOf(situation)),
      boundaries: 1,
      latency: 0.8,
      scaling: 1,
      readers: 1,
      upkeep: isUnattended(situation) ? 0.4 : neutral,
    },
    ruledOut:
      outIf(!isStream(situation), () => 'no stream of events is part of the brief') ??
      outIf(small, () => 'a log of events needs three brokers, and this is to stay small'),
  }
}

const free = (used: number) => Math.max(0, 1 - used)

/** The same for one team with a pipeline of its own. */
const aloneOf = ({ deploys }: Situation) =>
  trainUtilization(1, deploys.perTeamPerDay, deploys.hours, workingHours)
