import { citeTeam } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { figure } from '../../rules/catalog.ts'
import type { Situation } from '../../situation.ts'
import { hasServices } from './services.ts'

/** Where passwords, keys and certificates of the system itself are kept. */
export const secrets: Question = {
  key: 'secrets',
  area: 'security',
  question: 'Where are the system’s own secrets and settings kept?',
  weights: { safety: 3, simplicity: 2 },
  varies: [],
  judge: (situation) => {
    const { signals, brief } = situation
    const small = signals.any('one-machine', 'proof-of-concept')
    const strict = (brief.objectives.compliance ?? []).length > 0 || hasServices(situation)
    return [
      {
        name: 'the platform’s secret store, handed to the process as files',
        scores: { safety: 0.9, simplicity: small ? 0.4 : 0.9 },
      },
      {
        name: 'a file of environment readable by the service alone',
        scores: { safety: strict ? 0.3 : 0.6, simplicity: 1 },
      },
      {
        name: 'a vault of our own with leased secrets',
        scores: { safety: 1, simplicity: 0.1 },
      },
      {
        name: 'in the repository',
        scores: { safety: 0, simplicity: 1 },
        ruledOut:
          'whoever may read the source could act as the system, for as long as history is kept',
      },
    ]
  },
  explain: (situation, chosen) => {
    const count = secretsOf(situation)
    const days = figure('key.rotation')
    return {
      answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: ${count} secrets, each renewed every ${days} days or at once when it may be known`,
      because: [
        {
          text: `${count} secrets (database, signing keys, and 1 for each outside system) for ${situation.team.engineers} engineers: a vault of our own would be one more system to keep up than there are people for it`,
          from: [...citeTeam(situation), 'key.rotation'],
        },
      ],
      consequences: [
        'Settings differ between environments by environment variables alone, checked against a schema at start; a process with a missing one does not start',
        'Processes look at the files again while they run: a password of the database, a signing key or a key of columns is renewed without a restart, and no call fails meanwhile',
        'A scan in the pipeline refuses a commit that holds one; the log never shows one',
      ],
    }
  },
}

/** The database password, the signing keys, and one for each outside system. */
const secretsOf = ({ brief }: Situation) => 2 + brief.dependencies.length
