import { citeLoad, quote } from '../../citations.ts'
import type { Candidate, Explanation, Question } from '../../decision.ts'
import { counted, percent } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { isApart } from '../core/topology.ts'
import { audiencesOf, operationsOf } from './audiences.ts'

/** The style of the interface that people's clients see; of all clients, where no person calls. */
export const publicApi: Question = {
  key: 'api.public',
  area: 'api',
  question: 'In which style do clients call?',
  weights: { reach: 3, caching: 1, shape: 2, simplicity: 2 },
  varies: [],
  asks: { rest: 'REST', graphql: 'GraphQL', grpc: 'gRPC' },
  choices: (_, chosen) => ({ api_public: [chosen.toLowerCase()] }),
  judge,
  explain,
}

function judge(situation: Situation): Candidate[] {
  const kinds = clientKinds(situation)
  const browsers =
    kinds.size === 0 || kinds.has('web') || kinds.has('browser-admin') || kinds.has('mobile')
  const differ = wantsShapes(situation)
  return [
    {
      name: 'REST',
      scores: { reach: 1, caching: 1, shape: differ ? 0.3 : 0.7, simplicity: 1 },
    },
    {
      name: 'GraphQL',
      scores: {
        reach: 0.85,
        caching: 0.3,
        shape: differ ? 1 : 0.7,
        simplicity: differ ? 0.9 : 0.5,
      },
    },
    {
      name: 'gRPC',
      scores: { reach: 0.4, caching: 0.1, shape: 0.7, simplicity: 0.6 },
      ruledOut: outIf(browsers, () => 'browsers speak gRPC-Web only, which streams one way'),
    },
  ]
}

/** Whether kinds of client need different parts of the same data, and no backend of their own shapes it for them. */
const wantsShapes = (situation: Situation) =>
  situation.signals.any('asks graphql') ||
  (situation.signals.any('many-client-kinds') &&
    !situation.signals.any('asks bff') &&
    !isApart(situation))

function explain(situation: Situation, chosen: string): Explanation {
  const { brief, totals } = situation
  const kinds = [...clientKinds(situation)].toSorted().join(', ') || 'clients of any kind'
  const asked = operationsOf(everyone(situation), brief)
  const commands = asked.filter(({ kind }) => kind === 'command').length
  const reads = percent(totals.readsPerSecond / Math.max(1e-9, totals.callsPerSecond))
  return {
    answer: `${chosen} over HTTPS for ${kinds}: ${counted(asked.length - commands, 'query', 'queries')} and ${counted(commands, 'command')}${contractOf[chosen] ?? ''}`,
    because: [
      {
        text:
          chosen === 'GraphQL'
            ? `${wantsShapes(situation) && situation.signals.any('many-client-kinds') ? `The clients differ in what they need (${quote(situation, 'many-client-kinds')}): one` : 'One'} schema answers each in one request, where ${asked.length - commands} fixed answers would be too large for one and too many for another`
            : `${reads} of the calls read, and only answers of REST are cached by browsers and CDNs as they are`,
        from: [...citeLoad(situation), 'L-reads'],
      },
      {
        text: `For small answers the measured gains of gRPC (${figure('grpc.small')} of the latency in one study) reverse in another, and browsers speak gRPC-Web only`,
        from: ['grpc.small'],
      },
    ],
    consequences: [...(consequences[chosen] ?? [])],
  }
}

const contractOf: Readonly<Record<string, string>> = {
  REST: ', described by OpenAPI 3.1',
  GraphQL: ', described by one schema',
  gRPC: ', described by protocol buffers',
}

const consequences: Readonly<Record<string, readonly string[]>> = {
  REST: [
    'A resource has one address; GET reads, POST creates, PUT and PATCH change, DELETE removes',
    'Commands that create take an Idempotency-Key; changes take If-Match from the ETag',
    'GraphQL, gRPC and sockets can be added from the same operation definitions without touching a module',
  ],
  GraphQL: [
    'Resolvers load by key in batches, one statement for each kind of data in a request, or a list of 20 becomes 21 statements',
    'A query has a budget: depth 8, and a cost that counts list sizes; queries of known clients are registered and sent by hash',
    'Answers are cached per entity in the client; shared caches see only registered queries sent by GET',
    'Mutations answer with what changed and with the failures of the operation as members of a union',
  ],
  gRPC: [
    'A deadline and the status codes of gRPC travel with each call; a field number is never used again',
    'Large lists are streams of the server; uploads are streams of the client',
  ],
}

const everyone = ({ brief }: Situation) => {
  const { people, programs, devices } = audiencesOf(brief)
  return people.length > 0 ? people : [...programs, ...devices]
}

const clientKinds = (situation: Situation) =>
  new Set(everyone(situation).flatMap(({ clients }) => clients))
