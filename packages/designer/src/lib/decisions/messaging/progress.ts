import { inFlight } from '../../arithmetic/little.ts'
import { citeLoad } from '../../citations.ts'
import type { Candidate, Explanation, Question } from '../../decision.ts'
import { duration, show } from '../../figures.ts'
import { figure, interval } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'

/** How a client follows work that outlasts its call; asked where there is such work. */
export const progress: Question = {
  key: 'jobs.progress',
  area: 'messaging',
  question: 'How does a client follow work that lasts longer than a call?',
  weights: { fit: 3, simplicity: 3, delay: 1 },
  varies: [],
  choices: (_, chosen) =>
    chosen.startsWith('polling')
      ? { special: ['polling'] }
      : chosen.startsWith('a held')
        ? { special: ['long-polling'] }
        : {},
  judge,
  explain,
}

function judge(situation: Situation): Candidate[] {
  const { signals } = situation
  const live = signals.any('realtime', 'two-way', 'presence', 'asks websocket', 'asks sse')
  const asked = signals.any('polling')
  return [
    {
      name: 'polling a status that names its next question',
      scores: { fit: asked ? 1 : 0.8, simplicity: 1, delay: 0.4 },
    },
    { name: 'a held request (long polling)', scores: { fit: 0.8, simplicity: 0.6, delay: 0.9 } },
    {
      name: 'the live channel of the clients',
      scores: { fit: 1, simplicity: 1, delay: 1 },
      ruledOut:
        outIf(!live, () => '0 live channels are part of the design') ??
        outIf(asked, () => 'asking again is enough, says the brief'),
    },
    {
      name: 'a webhook to the client',
      scores: { fit: 0.9, simplicity: 0.5, delay: 0.9 },
      ruledOut: outIf(
        !signals.any('webhooks', 'program-clients'),
        () => 'browsers and phones have no address to be called at',
      ),
    },
  ]
}

function explain(situation: Situation, chosen: string): Explanation {
  const pause = figure('poll.interval')
  const { high } = interval('poll.interval')
  const rate = situation.lead?.peakPerSecond ?? 0
  const waiting = inFlight(rate, figure('long-poll.hold'))
  return {
    answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: accepted at once, then asked for every ${duration(pause)} or told`,
    because: [
      {
        text: `At ${show(rate)} started a second and ${duration(figure('long-poll.hold'))} of waiting, ${show(waiting)} clients ask ${show(waiting / pause)} times a second; a question is one read by key`,
        from: [...citeLoad(situation), 'poll.interval', 'long-poll.hold'],
      },
      {
        text: `Asking every ${duration(pause)} adds ${duration(pause / 2)} on average; the server names up to ${duration(high)} when it is busy`,
        from: ['poll.interval'],
      },
    ],
    consequences: [
      'The call answers 202 with the address of its status; the status has state, share done, and result or failure',
      'Work writes how far it is at each portion; who comes back later finds it there',
      'Cancelling asks the work to stop at its next portion; what is done stays done and is said',
    ],
  }
}
