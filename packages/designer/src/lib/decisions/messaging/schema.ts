import type { Question } from '../../decision.ts'
import { duration, frequency } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'
import type { Situation } from '../../situation.ts'
import { logNeeds } from './needs.ts'

/** How events change without breaking those who hear them. */
export const eventSchema: Question = {
  key: 'messaging.schema',
  area: 'messaging',
  question: 'How may an event change without breaking who hears it?',
  weights: { safety: 3, simplicity: 2 },
  varies: [],
  judge: (situation) => {
    const kept = logNeeds(situation).length > 0 || situation.signals.any('history')
    return [
      {
        name: 'fields are only added; a new meaning is a new type',
        scores: { safety: kept ? 0.8 : 1, simplicity: 1 },
      },
      {
        name: 'a version in each event, older ones lifted when read',
        scores: { safety: 1, simplicity: 0.8 },
      },
      {
        name: 'everybody changes on the same day',
        scores: { safety: 0.2, simplicity: 0.8 },
        ruledOut: outIf(
          publishersOf(situation) > 0,
          () =>
            `${publishersOf(situation)} types of event may still wait in a queue while the code changes`,
        ),
      },
    ]
  },
  explain: (situation, chosen) => {
    const kept = logNeeds(situation).length > 0
    const types = publishersOf(situation)
    return {
      answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: ${types} types of event, each checked against its last published schema`,
      because: [
        {
          text: kept
            ? `Events are kept ${duration(figure('stream.retention'))}: a reader meets shapes of that age at once`
            : `An event may wait ${duration(figure('job.span'))} until its last attempt, so 2 versions of the code meet 1 shape`,
          from: [kept ? 'stream.retention' : 'job.span'],
        },
        {
          text: `${frequency(situation.totals.eventsPerSecond, 'events')} cannot be stopped for a change`,
          from: ['L-events'],
        },
      ],
      consequences: [
        'The check is part of the build: a removed field, a new required one or a narrowed type is refused (backward and forward compatible)',
        'Readers ignore what they do not know; writers leave out nothing that was promised',
        'The envelope is that of CloudEvents: id, source, type, subject (the key), time, and the schema’s version; trace and correlation id travel in it',
        'The contract of each module, as AsyncAPI, is the registry; nobody reads another’s code to know an event',
      ],
    }
  },
}

const publishersOf = ({ publishing }: Situation) => publishing.filter(Boolean).length
