import { answerIn } from '../../answer.ts'
import type { Candidate, Explanation, Question } from '../../decision.ts'
import { frequency, show } from '../../figures.ts'
import { placingOperation } from '../../placing-saga.ts'
import { figure } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { isApart, topology } from '../core/topology.ts'
import { hopsPerCall } from '../core/train.ts'

/** How one module asks another. */
export const internalApi: Question = {
  key: 'api.internal',
  area: 'api',
  question: 'How does one module ask another?',
  weights: { latency: 2, simplicity: 3, independence: 2 },
  varies: ['teams', 'load'],
  asks: { grpc: 'gRPC' },
  choices: (_, chosen) => ({ api_internal: stylesOf[chosen] ?? [] }),
  judge,
  explain,
}

// Services that ask one another also publish events; what is told to many is never a call to each.
const stylesOf: Readonly<Record<string, string[]>> = {
  'the same contract over HTTP': ['rest', 'messaging'],
  gRPC: ['grpc', 'messaging'],
  'messages for everything': ['messaging'],
}

function judge(situation: Situation): Candidate[] {
  const apart = isApart(situation)
  const streaming = answerIn(situation, topology) === 'event-driven'
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
      scores: { latency: 0.6, simplicity: 0.7, independence: streaming ? 0.4 : 0.8 },
      ruledOut: here,
    },
    {
      name: 'gRPC',
      // A second contract and its tools are bought by the cores they save.
      scores: {
        latency: 0.8,
        simplicity: paysForGrpc(situation) ? 0.65 : 0.4,
        independence: streaming ? 0.4 : 0.8,
      },
      ruledOut: here,
    },
    {
      name: 'messages for everything',
      scores: { latency: 0.3, simplicity: streaming ? 0.8 : 0.3, independence: 1 },
      ruledOut: here,
    },
  ]
}

/** Calls between modules a second, if every call crosses as many borders as the longest. */
function internalCalls(situation: Situation): number {
  const { loads, modules, totals } = situation
  const placing = loads.find(({ operation }) => operation.name === placingOperation)
  const starting = modules.includes('orders')
    ? (placing?.peakPerSecond ?? 0)
    : totals.callsPerSecond
  return starting * hopsPerCall(situation)
}

/** Cores that gRPC would save on the calls between modules. */
const savedCores = (situation: Situation) =>
  (internalCalls(situation) * figure('work.request.app') * figure('grpc.saved')) / 1000

/** A core saved, positions and prices that stream between services as they change, or hops that must be quick in many. */
const paysForGrpc = (situation: Situation) =>
  savedCores(situation) >= 1 ||
  situation.signals.any('rides', 'trading') ||
  (situation.signals.any('low-latency') &&
    situation.signals.any('many-services', 'independent-parts'))

function explain(situation: Situation, chosen: string): Explanation {
  const calls = internalCalls(situation)
  const capital = chosen.charAt(0).toUpperCase() + chosen.slice(1)
  const place = isApart(situation)
    ? `each about ${show(figure('hop.latency'))} ms`
    : `microseconds here, about ${show(figure('hop.latency'))} ms each over a network`
  return {
    answer: `${capital}: ${calls > 0 ? `${frequency(calls, 'calls')} between modules at the peak` : 'calls that no number of the brief counts yet'}, ${place}`,
    because: [
      {
        text: `Setting components apart added ${figure('hop.latency')} ms and took ${figure('hop.cost')} times the cores in the published case`,
        from: ['hop.latency', 'hop.cost'],
      },
      {
        text: `gRPC would save ${show(savedCores(situation))} cores at this rate; a second kind of contract is bought from one core on, by hops that must be quick, or by streams`,
        from: ['grpc.saved', 'work.request.app'],
      },
    ],
    consequences: [
      'A call has a deadline, is validated on both sides in tests, and is retried only where its operation is declared idempotent: it behaves as a remote call before it is one',
      isApart(situation)
        ? 'A question is a call with the deadline of its caller; a fact is an event, so that who publishes does not know who hears'
        : 'After a split the same contract travels over HTTP; the tests of a module run unchanged in both placements',
    ],
  }
}
