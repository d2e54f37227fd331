import { answerIn } from '../../answer.ts'
import { quote } from '../../citations.ts'
import type { Candidate, Explanation, Question, Reason } from '../../decision.ts'
import { show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { topology } from '../core/topology.ts'
import { publicApi } from './public-api.ts'

/** How clients hear of changes; asked only where the brief wants them to. */
export const realtimeApi: Question = {
  key: 'api.realtime',
  area: 'api',
  question: 'How do clients hear of changes as they happen?',
  weights: { fit: 3, simplicity: 2, resume: 1 },
  varies: [],
  asks: { websocket: 'WebSocket', sse: 'server-sent events' },
  choices: (situation, chosen) => ({
    api_public: styleOf[chosen] ?? [],
    special: [
      ...(chosen === 'polling' ? ['polling'] : []),
      ...(chosen === 'long polling' || fallsBack(situation, chosen) ? ['long-polling'] : []),
    ],
  }),
  judge,
  explain,
}

/** Needs that only a connection both may speak on meets: driver and rider, writers of one text, people in a talk. */
const bothWays = ['two-way', 'presence', 'co-editing', 'messaging', 'rides'] as const

/** Whether the brief wants clients to hear of changes at all. */
export const isLive = ({ signals }: Situation) =>
  signals.any(...bothWays, 'realtime', 'polling', 'asks websocket', 'asks sse')

const styleOf: Readonly<Record<string, string[]>> = {
  'server-sent events': ['sse'],
  WebSocket: ['websocket'],
}

function judge(situation: Situation): Candidate[] {
  const { signals } = situation
  const talking = signals.any(...bothWays)
  const serverless = answerIn(situation, topology) === 'serverless'
  const noStay = outIf(serverless, () => 'a function ends with its answer; 0 connections stay open')
  const asksAgain = signals.any('polling')
  const native = signals.any('mobile-clients') || answerIn(situation, publicApi) === 'GraphQL'
  return [
    {
      name: 'server-sent events',
      scores: { fit: native ? 0.6 : 1, simplicity: 0.9, resume: 1 },
      ruledOut:
        noStay ??
        outIf(talking, () => 'clients send as often as they receive: 1 way is not enough'),
    },
    {
      name: 'WebSocket',
      scores: { fit: 1, simplicity: 0.6, resume: 0.6 },
      ruledOut: noStay,
    },
    {
      name: 'polling',
      scores: {
        fit: asksAgain && !talking && !signals.any('low-latency') ? 1 : 0.2,
        simplicity: 1,
        resume: 1,
      },
    },
    {
      name: 'long polling',
      scores: { fit: 0.6, simplicity: 0.5, resume: 0.8 },
      ruledOut: noStay,
    },
  ]
}

/** Whether some clients cannot keep a connection and ask again instead. */
const fallsBack = ({ signals }: Situation, chosen: string) =>
  signals.any('polling') && chosen in styleOf

function explain(situation: Situation, chosen: string): Explanation {
  const { brief, signals } = situation
  const sockets = brief.actors.reduce((most, { concurrent = 0 }) => Math.max(most, concurrent), 0)
  const each = figure('websocket.process')
  const held =
    sockets > 0
      ? `${show(sockets)} connections at once, ${Math.ceil(sockets / each)} processes of ${show(each)}`
      : `up to ${show(each)} connections a process`
  const asking = chosen === 'polling' || chosen === 'long polling'
  return {
    answer: asking
      ? `${chosen === 'polling' ? 'Polling' : 'Long polling'}: the answer says when to ask again, from ${pollSeconds} s, and is the same for all who ask within it`
      : `${chosen === 'WebSocket' ? 'WebSocket' : 'Server-sent events'}: ${held}${fallsBack(situation, chosen) ? ', with long polling for those who cannot keep one' : ''}`,
    because: [
      ...saying(situation, chosen),
      {
        text: `One process keeps about ${show(each)} sockets with little state each; over HTTP/1.1 a browser opens ${figure('sse.connections')} event streams to one domain, so streams are served over HTTP/2`,
        from: ['websocket.process', 'sse.connections'],
      },
    ],
    consequences: asking
      ? [
          'The state has an ETag, so that asking again for nothing new costs 304 and no body',
          'Retry-After grows with the crowd: the same number of questions a second, whoever waits',
        ]
      : [
          'Each event carries an id; a client that reconnects resumes after the last one it saw, after a random pause',
          'A reader that is too slow is disconnected and resumes, so it cannot hold memory',
          'An event reaches the process that holds the connection by publish and subscribe; what was missed is read from the store',
          ...(chosen === 'WebSocket'
            ? [
                'A connection is authenticated when it opens and again when its token ends; each message is checked like a call',
              ]
            : []),
          ...(signals.any('mobile-clients')
            ? [
                'A phone whose app is closed is told by push; the notice names what to fetch and carries no content',
              ]
            : []),
        ],
  }
}

/** Seconds between two questions of a waiting client: a person takes 1 s as flow, 10 s as waiting. */
const pollSeconds = figure('latency.flow') * 2

function saying(situation: Situation, chosen: string): Reason[] {
  const words = situation.signals.of(...bothWays)
  if (chosen === 'WebSocket' && words.length > 0) {
    const said = words.map((word) => quote(situation, word)).join(', ')
    return [{ text: `Both sides speak (${said}), which needs 1 connection and not two`, from: [] }]
  }
  if (chosen === 'server-sent events')
    return [
      {
        text: 'Only the server speaks: 1 direction over plain HTTP, resumed by the browser itself with the id of the last event',
        from: [],
      },
    ]
  if (chosen === 'polling')
    return [
      {
        text: `A person takes an answer after ${figure('latency.flow')} s as flow: asking again every few seconds is enough, and needs no connection that stays`,
        from: ['latency.flow'],
      },
    ]
  return []
}
