import type { Candidate, Explanation, Question } from '../../decision.ts'
import { show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'

/** How clients hear of changes; asked only where the brief wants them to. */
export const realtimeApi: Question = {
  key: 'api.realtime',
  area: 'api',
  question: 'How do clients hear of changes as they happen?',
  weights: { fit: 3, simplicity: 2, resume: 1 },
  varies: [],
  asks: { websocket: 'WebSocket', sse: 'server-sent events' },
  choices: (_, chosen) => ({
    api_public:
      ({ 'server-sent events': ['sse'], WebSocket: ['websocket'] } as Record<string, string[]>)[
        chosen
      ] ?? [],
    special: chosen === 'polling' ? ['polling'] : [],
  }),
  judge,
  explain,
}

function judge({ signals }: Situation): Candidate[] {
  return [
    {
      name: 'server-sent events',
      scores: { fit: 1, simplicity: 1, resume: 1 },
      ruledOut: outIf(
        signals.any('two-way', 'presence', 'co-editing', 'messaging'),
        () => 'clients send as often as they receive',
      ),
    },
    { name: 'WebSocket', scores: { fit: 1, simplicity: 0.6, resume: 0.6 } },
    { name: 'polling', scores: { fit: 0.3, simplicity: 1, resume: 0.8 } },
  ]
}

function explain({ brief }: Situation, chosen: string): Explanation {
  const sockets = Math.max(...brief.actors.map(({ concurrent }) => concurrent ?? 0), 0)
  const each = figure('websocket.process')
  return {
    answer: `${chosen}: ${sockets > 0 ? `${show(sockets)} connections at once, ${Math.ceil(sockets / each)} processes of ${show(each)}` : `up to ${show(each)} connections a process`}`,
    because: [
      {
        text: `One process keeps about ${show(each)} sockets with little state each`,
        from: ['websocket.process'],
      },
    ],
    consequences: [
      'Each event carries an id; a client that reconnects resumes after the last one it saw',
      'A reader that is too slow is disconnected and resumes, so it cannot hold memory',
      'Between processes the events travel by the channel, not by a second bus',
    ],
  }
}
