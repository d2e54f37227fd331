import { citeObjective } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { duration } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'

/** How a process tells that it can serve. */
export const health: Question = {
  key: 'health',
  area: 'resilience',
  question: 'How does a process tell whether it can serve?',
  weights: { accuracy: 3, containment: 3, simplicity: 1 },
  varies: [],
  judge: () => [
    {
      name: 'started, live and ready apart; ready asks the own database only',
      scores: { accuracy: 0.9, containment: 1, simplicity: 0.8 },
    },
    {
      name: 'one probe that asks every dependency',
      scores: { accuracy: 1, containment: 0, simplicity: 0.7 },
    },
    { name: 'an open port', scores: { accuracy: 0.2, containment: 1, simplicity: 1 } },
  ],
  explain: (situation) => ({
    answer: `Ready is asked every second and left after 3 failures: another takes over within ${duration(figure('recovery.process'))} of a killed process; live restarts only what hangs`,
    because: [
      {
        text: `A probe that failed with an outside system would take all replicas away at once: ${situation.brief.dependencies.length} of those are behind breakers and left out of it`,
        from: [...citeObjective(situation, 'availability'), 'recovery.process'],
      },
    ],
    consequences: [
      'Started: migrations seen and keys loaded. Live: the event loop turns; it asks nothing else. Ready: a connection of the pool answers and the process is not draining',
      'A deep check of every part runs once a minute from outside as a test call and feeds an alert, never a restart',
      'When it is told to stop it is not ready first, serves what it has, and then ends',
    ],
  }),
}
