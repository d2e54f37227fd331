import type { Explanation, Question } from '../../decision.ts'
import { counted, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { audiencesOf, callingPrograms, operationsOf } from './audiences.ts'

/** What programs of partners and customers call. */
export const programApi: Question = {
  key: 'api.programs',
  area: 'api',
  question: 'What do programs of others call?',
  weights: { reach: 3, stability: 2, speed: 1 },
  varies: [],
  asks: { rest: 'REST', grpc: 'gRPC' },
  choices: (_, chosen) => ({ api_public: [chosen.toLowerCase()] }),
  judge: () => [
    { name: 'REST', scores: { reach: 1, stability: 0.9, speed: 0.7 } },
    { name: 'gRPC', scores: { reach: 0.5, stability: 1, speed: 1 } },
    { name: 'GraphQL', scores: { reach: 0.6, stability: 0.6, speed: 0.6 } },
  ],
  explain: (situation, chosen): Explanation => {
    const { brief } = situation
    const programs = callingPrograms(situation)
    const calls = operationsOf(programs, brief).length
    return {
      answer: `${chosen} with keys and quotas of their own for ${programs.map(({ name }) => name).join(', ')}: ${calls === 0 ? 'the operations of people, as far as their rights go' : counted(calls, 'operation')}`,
      because: [
        {
          text: `${counted(programs.length, 'kind')} of program that we do not release: plain HTTP needs no library of ours, and they stay on a version for months`,
          from: [],
        },
      ],
      consequences: [
        'A partner has a key with rights and a limit of its own; a key that leaks is withdrawn alone',
        'Versions live as long as the contract with the partner says, at least 6 months after Deprecation',
      ],
    }
  },
}

/** What devices send to, and hear commands from. */
export const deviceApi: Question = {
  key: 'api.devices',
  area: 'api',
  question: 'What do devices speak?',
  weights: { link: 3, simplicity: 2, commands: 2 },
  varies: [],
  asks: { rest: 'HTTPS in batches', grpc: 'gRPC streams' },
  choices: (_, chosen) => ({
    api_public:
      chosen === 'HTTPS in batches' ? ['rest'] : chosen === 'gRPC streams' ? ['grpc'] : [],
    special: chosen === 'MQTT' ? ['mqtt'] : [],
  }),
  judge: ({ signals }) => {
    const spoken = signals.any('two-way', 'offline', 'realtime')
    return [
      {
        name: 'HTTPS in batches',
        scores: { link: spoken ? 0.4 : 0.8, simplicity: 1, commands: spoken ? 0.3 : 0.8 },
      },
      { name: 'MQTT', scores: { link: 1, simplicity: 0.5, commands: 1 } },
      {
        name: 'gRPC streams',
        scores: { link: 0.4, simplicity: 0.4, commands: 0.8 },
        ruledOut: outIf(
          signals.any('offline'),
          () => 'a stream ends with every lost connection, 1 and all',
        ),
      },
    ]
  },
  explain: (situation, chosen) => explainDevices(situation, chosen),
}

function explainDevices({ brief, signals }: Situation, chosen: string): Explanation {
  const { devices } = audiencesOf(brief)
  const count = devices.reduce((sum, actor) => sum + (actor.concurrent ?? actor.count ?? 0), 0)
  const each = figure('websocket.process')
  const words = signals.of('offline', 'two-way', 'realtime')
  return {
    answer: `${chosen} for ${devices.map(({ name }) => name).join(', ')}${count > 0 ? `: ${show(count)} of them, ${show(Math.ceil(count / each))} processes of ${show(each)} connections` : `: up to ${show(each)} connections a process`}`,
    because: [
      {
        text:
          chosen === 'MQTT'
            ? `Devices lose their link and hear commands (${words.join(', ')}): MQTT keeps a session over the gap, confirms each message and costs 2 bytes of header`
            : `${words.length} of the needs that pay for a broker at the edge (lost links, commands back) are stated: one request with many readings needs nothing but HTTP`,
        from: [],
      },
      { text: `A process keeps about ${show(each)} open connections`, from: ['websocket.process'] },
    ],
    consequences: [
      'A reading carries its own time and a number: late and repeated ones are told from new ones',
      'A device has a certificate or key of its own, and may write only under its own name',
      chosen === 'MQTT'
        ? 'The broker at the edge hands readings to the channel inside; what they mean is decided there'
        : 'A batch is accepted with 202, its bad readings named one by one',
    ],
  }
}
