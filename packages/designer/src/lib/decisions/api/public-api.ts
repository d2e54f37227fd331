import { citeLoad } from '../../citations.ts'
import type { Candidate, Explanation, Question } from '../../decision.ts'
import { show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'

/** The style of the interface that clients see. */
export const publicApi: Question = {
  key: 'api.public',
  area: 'api',
  question: 'In which style do clients call?',
  weights: { reach: 3, caching: 1, shape: 2, simplicity: 2 },
  varies: [],
  asks: { rest: 'REST', graphql: 'GraphQL', grpc: 'gRPC' },
  choices: ({ signals }, chosen) => ({
    api_public: [
      chosen.toLowerCase(),
      ...(signals.any('webhooks', 'asks webhooks') ? ['webhook'] : []),
    ],
    special: signals.any('webhooks', 'asks webhooks') ? ['hmac-signatures'] : [],
  }),
  judge,
  explain,
}

function judge({ signals, brief }: Situation): Candidate[] {
  const kinds = clientKinds(brief)
  const browsers =
    kinds.size === 0 || kinds.has('web') || kinds.has('browser-admin') || kinds.has('mobile')
  return [
    {
      name: 'REST',
      scores: {
        reach: 1,
        caching: 1,
        shape: signals.any('many-client-kinds', 'asks graphql', 'asks bff') ? 0.3 : 0.7,
        simplicity: 1,
      },
    },
    {
      name: 'GraphQL',
      scores: {
        reach: 0.8,
        caching: 0.3,
        shape: signals.any('many-client-kinds', 'asks graphql', 'asks bff') ? 1 : 0.7,
        simplicity: signals.any('many-client-kinds', 'asks graphql', 'asks bff') ? 0.9 : 0.5,
      },
    },
    {
      name: 'gRPC',
      scores: { reach: 0.4, caching: 0.1, shape: 0.7, simplicity: 0.6 },
      ruledOut: outIf(browsers, () => 'browsers cannot speak it without a proxy'),
    },
  ]
}

function explain(situation: Situation, chosen: string): Explanation {
  const { brief, totals } = situation
  const kinds = [...clientKinds(brief)].toSorted().join(', ') || 'unknown clients'
  return {
    answer: `${chosen} over HTTPS for ${brief.operations.length} operations and ${kinds}, described by OpenAPI 3.1`,
    because: [
      {
        text: `${show((100 * totals.readsPerSecond) / Math.max(1e-9, totals.callsPerSecond))} % of the calls read, and only REST answers are cached by browsers and CDNs as they are`,
        from: [...citeLoad(situation), 'L-reads'],
      },
      {
        text: `The clients (${kinds}) all speak it; for small answers the measured gains of gRPC (${figure('grpc.small')} of the latency in one study) reverse in another`,
        from: ['grpc.small'],
      },
    ],
    consequences: [
      'Failures are problem+json with a stable code; limits answer 429 with Retry-After',
      'Commands that create take an Idempotency-Key; changes take If-Match from the ETag',
      'GraphQL, gRPC and sockets can be added from the same operation definitions without touching a module',
    ],
  }
}

const clientKinds = (brief: Situation['brief']) =>
  new Set(brief.actors.flatMap(({ clients }) => clients))
