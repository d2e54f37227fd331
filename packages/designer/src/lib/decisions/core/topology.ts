import { trainUtilization } from '../../arithmetic/deploy-train.ts'
import { originsOf } from '../../brief/origins.ts'
import { citeAssumption, citeLoad, citeTeam } from '../../citations.ts'
import type { Candidate, Explanation, Question } from '../../decision.ts'
import { percent, show } from '../../figures.ts'
import { placingSteps } from '../../placing-saga.ts'
import { figure } from '../../rules/catalog.ts'
import { comfort, outIf } from '../../score.ts'
import { coresPerReplica, type Situation } from '../../situation.ts'
import { channelCapacity, sizeOf } from '../../sizing.ts'

/** Whether to run one application or several, and how it is cut inside. */
export const topology: Question = {
  key: 'topology',
  area: 'core',
  question: 'Is this one application or several, and how is it cut?',
  weights: { simplicity: 3, independence: 2, boundaries: 2, latency: 1, scaling: 1 },
  varies: ['teams', 'load'],
  choices: (_, chosen) => ({ topology: chosen }),
  judge,
  explain,
}

/** A working day, in which deployments are watched by someone. */
const workingHours = 8

function judge(situation: Situation): Candidate[] {
  return [...inOneProcess(situation), ...inSeveral(situation)]
}

function inOneProcess(situation: Situation): Candidate[] {
  const { modules, signals, totals, team } = situation
  const shared = trainOf(situation)
  const { needed } = sizeOf(situation)
  const fleet = figure('capacity.fleet-limit')
  const events = signals.any(
    'replay',
    'many-readers',
    'windows',
    'asks kafka',
    'asks event-sourcing',
  )
    ? comfort(channelCapacity, totals.eventsPerSecond)
    : 1
  const scores = {
    independence: free(shared),
    latency: 1,
    scaling: Math.min(comfort(fleet, needed), events),
  }
  const tangled = modules.length > 2
  const tooMuch =
    outIf(
      shared >= 1,
      () => `${show(team.teams)} teams fill one deployment train (${percent(shared)})`,
    ) ?? outIf(needed > fleet, () => `${show(needed)} replicas exceed the ${fleet} of one fleet`)
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

function inSeveral(situation: Situation): Candidate[] {
  const { signals, needs, deploys } = situation
  const alone = trainUtilization(1, deploys.perTeamPerDay, deploys.hours, workingHours)
  const hops = 1 - (hopsPerCall(situation) * figure('hop.latency')) / needs.commandMs
  const scores = { independence: free(alone), scaling: 1 }
  return [
    {
      name: 'microservices',
      scores: {
        ...scores,
        simplicity: 1 - figure('services.overhead'),
        boundaries: 1,
        latency: Math.max(0, hops),
      },
    },
    {
      name: 'serverless',
      scores: { ...scores, simplicity: 0.8, boundaries: 0.7, latency: 0.5 },
      ruledOut: outIf(
        signals.any('payments', 'subscriptions') ||
          signals.any('realtime', 'two-way', 'presence', 'co-editing') ||
          signals.any('tasks', 'scheduled', 'long-running'),
        () => 'sagas, sockets and job workers need processes that stay',
      ),
    },
    {
      name: 'event-driven',
      scores: { ...scores, simplicity: 0.65, boundaries: 1, latency: 0.8 },
      ruledOut: outIf(
        !signals.any('replay', 'many-readers', 'windows', 'asks kafka', 'asks event-sourcing'),
        () => 'no stream of events is part of the brief',
      ),
    },
  ]
}

function explain(situation: Situation, chosen: string): Explanation {
  const { totals, team, brief } = situation
  const { replicas, needed } = sizeOf(situation)
  const shared = trainOf(situation)
  const asked = brief.asks.some(({ what }) => /microservice/i.test(what))
  const hops = hopsPerCall(situation)
  return {
    answer: `${nameOf[chosen] ?? chosen}: ${show(totals.appCores)} busy cores fit ${needed} of ${replicas} replicas, and ${show(team.teams)} team${team.teams === 1 ? ' uses' : 's use'} ${percent(shared)} of one deployment train`,
    because: [
      {
        text: `The peak keeps ${show(totals.appCores)} application cores busy; one fleet of ${coresPerReplica}-core replicas may grow to ${figure('capacity.fleet-limit')}, so no part has to be scaled on its own`,
        from: [...citeLoad(situation), 'L-app-cores', 'capacity.fleet-limit'],
      },
      {
        text: `One pipeline shared by ${show(team.teams)} team${team.teams === 1 ? '' : 's'} is busy ${percent(shared)} of the working day; waiting starts to hurt past half`,
        from: [...citeTeam(situation), ...citeAssumption(situation, 'team.deployHours')],
      },
      {
        text: `Set apart, the longest operation would cross ${hops} process borders, about ${show(hops * figure('hop.latency'))} ms, and the published example needed ${figure('hop.cost')} times the cores`,
        from: ['hop.cost', 'hop.latency'],
      },
      ...(asked ? [askedFor(brief)] : []),
    ],
    consequences: [
      'Every module owns its schema, its contract and its events; calls between modules have deadlines and are validated, so each may become a process by a change of the wiring alone',
      'No transaction crosses a module, in one process or in ten',
      'One image, one deployment, one rollback; a fault in one module can stop the process, so replicas restart in seconds',
      'The thresholds on teams come from sources that disagree: measure how often changes touch two modules before splitting',
    ],
  }
}

function askedFor(brief: Situation['brief']) {
  const ask = brief.asks.find(({ what }) => /microservice/i.test(what))
  return {
    text: `The brief asks to outline microservices ("${ask?.text ?? 'microservices'}"): the boundaries below are those services, placed in one process until a flip is reached`,
    from: originsOf(brief, 'asks.microservices'),
  }
}

const nameOf: Record<string, string> = {
  'modular-monolith': 'One application of separate modules',
  monolith: 'One application',
  microservices: 'One service per module',
}

const free = (used: number) => Math.max(0, 1 - used)

const trainOf = ({ team, deploys }: Situation) =>
  trainUtilization(team.teams, deploys.perTeamPerDay, deploys.hours, workingHours)

/** Process borders that the longest operation would cross if every module were a service. */
function hopsPerCall({ modules }: Situation): number {
  return modules.includes('orders') ? placingSteps.length : Math.min(2, modules.length - 1)
}
