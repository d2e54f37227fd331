import { answerIn } from '../../answer.ts'
import type { Question } from '../../decision.ts'
import { counted, show } from '../../figures.ts'
import { outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { isApart } from '../core/topology.ts'
import { offeredTo } from './audiences.ts'
import { publicApi } from './public-api.ts'

/** From where the contract, its documents, its tests and its clients come. */
export const contracts: Question = {
  key: 'api.contract',
  area: 'api',
  question: 'What comes first, the contract or the code, and who checks that they agree?',
  weights: { truth: 3, effort: 2, reach: 1 },
  varies: [],
  judge: (situation) => [
    {
      name: 'one definition of each operation; contract, checks and clients are made from it',
      scores: { truth: 1, effort: 0.9, reach: 0.8 },
    },
    {
      name: 'a contract by hand, and code that is tested against it',
      scores: { truth: 0.7, effort: 0.4, reach: 1 },
    },
    {
      name: 'a contract read off the code afterwards',
      scores: { truth: 0.6, effort: 1, reach: 0.6 },
      ruledOut: outIf(
        isApart(situation),
        () =>
          `${situation.modules.length} services are written at the same time against one another`,
      ),
    },
  ],
  explain: (situation) => {
    const { brief } = situation
    const outside = brief.actors.filter(({ trust }) => trust !== 'internal')
    const kinds = new Set(outside.flatMap(({ clients }) => clients)).size
    return {
      answer: `The definition comes first: ${formatOf(situation)} is emitted from it, requests and answers are checked against it, and the clients of ${counted(Math.max(1, kinds), 'kind')} are generated from it`,
      because: [
        {
          text: `${brief.operations.length} operations are said once; a contract kept beside the code would be a second place for each of them`,
          from: [],
        },
      ],
      consequences: [
        'The contract is reviewed before the handler is written; a mock of it answers until then',
        isApart(situation)
          ? 'Each service runs the examples its consumers rely on (consumer-driven contracts) before it is released'
          : 'In one repository the type checker is the consumer’s test; contract tests are for those outside',
        'Typed clients are generated in TypeScript for our own front ends; others generate from the published contract',
        'Documents with examples that can be tried are served from the same contract',
      ],
    }
  },
}

const formatOf = (situation: Situation) =>
  ({ REST: 'OpenAPI 3.1', GraphQL: 'the schema', gRPC: 'a .proto file' })[
    answerIn(situation, publicApi)
  ] ?? 'OpenAPI 3.1'

/** How a failure is told. */
export const errors: Question = {
  key: 'api.errors',
  area: 'api',
  question: 'How is a failure told?',
  weights: { machine: 3, reach: 2 },
  varies: [],
  judge: (situation) => {
    const style = answerIn(situation, publicApi)
    return [
      {
        name: 'problem details with a stable code',
        scores: { machine: 1, reach: 1 },
        ruledOut: outIf(style !== 'REST', () => `${style} carries failures in 1 way of its own`),
      },
      {
        name: 'failures as part of the schema',
        scores: { machine: 0.9, reach: style === 'REST' ? 0.4 : 1 },
      },
      { name: 'a status and a sentence', scores: { machine: 0.2, reach: 1 } },
    ]
  },
  explain: ({ brief }, chosen) => ({
    answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)} for ${counted(offeredTo(brief).length, 'operation')}: a client acts on the code and shows the sentence`,
    because: [
      {
        text: `A caller can do four things with a failure: correct the request, sign in, wait, or give up; the code and Retry-After say which of the 4, a sentence does not`,
        from: [],
      },
    ],
    consequences: [
      '400 for what is malformed, with each field; 401 and 403 for who and whether; 404 also for what one may not see; 409 for a conflict; 412 for a stale ETag; 422 for a rule of the business; 429 and 503 with Retry-After',
      'A failure carries the correlation id and nothing of the inside: no table, no stack, no name of a service',
    ],
  }),
}

/** Whether answers say what can be done next. */
export const links: Question = {
  key: 'api.links',
  area: 'api',
  question: 'Do answers say what can be done next?',
  weights: { value: 2, simplicity: 2 },
  varies: [],
  judge: ({ signals }) => [
    {
      name: 'links to related resources and the actions that are open',
      scores: { value: signals.any('workflow', 'orders') ? 1 : 0.6, simplicity: 0.7 },
    },
    { name: 'plain resources', scores: { value: 0.4, simplicity: 1 } },
    { name: 'hypermedia controls throughout', scores: { value: 0.9, simplicity: 0.2 } },
  ],
  explain: ({ brief }, chosen) => {
    const commands = offeredTo(brief).filter(({ kind }) => kind === 'command').length
    const capital = chosen.charAt(0).toUpperCase() + chosen.slice(1)
    return {
      answer:
        chosen === 'plain resources'
          ? `${capital}: ${counted(commands, 'command')} need no links to be found`
          : `${capital}: of ${counted(commands, 'command')} a client offers those the answer names, and knows no states`,
      because: [
        {
          text: `Which of ${show(commands)} commands is open depends on the state; told by the server it is written in 1 place, known by clients in each of them`,
          from: [],
        },
      ],
      consequences:
        chosen === 'plain resources'
          ? ['The contract tells programs what there is; ids in answers name what is related']
          : [
              'A resource has links to itself and its neighbors, a page to the next one; actions are names of operations, not addresses to be guessed',
              'Full hypermedia forms are left out: no client here discovers an interface at run time',
            ],
    }
  },
}
