import { citeAssumption, citeLoad } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { frequency, show } from '../../figures.ts'
import { replicasOfModule } from '../../fleet.ts'
import { figure } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'
import { coresPerReplica, type Situation } from '../../situation.ts'

/** How passwords are kept, and what that costs. */
export const passwords: Question = {
  key: 'identity.passwords',
  area: 'security',
  question: 'How are passwords kept?',
  weights: { strength: 3, cost: 1 },
  varies: ['load'],
  judge: (situation) => {
    const cores = hashCores(situation)
    const room = replicasOfModule('identity', situation) * coresPerReplica
    return [
      {
        name: 'argon2id 19 MiB, 2 passes, 1 lane',
        scores: { strength: 1, cost: 0.6 },
        ruledOut: outIf(
          cores > room / 2,
          () =>
            `hashing alone would take ${show(cores)} of ${room} cores: hand sign-in to an identity provider`,
        ),
      },
      { name: 'an identity provider outside', scores: { strength: 1, cost: 0.3 } },
      { name: 'scrypt', scores: { strength: 0.8, cost: 0.5 } },
      { name: 'bcrypt', scores: { strength: 0.5, cost: 0.7 } },
    ]
  },
  explain: (situation) => {
    const logins = situation.totals.loginsPerSecond
    const replicas = replicasOfModule('identity', situation)
    const perReplica = hashSlots * (1000 / figure('work.hash.app'))
    return {
      answer: `argon2id at the OWASP minimum: ${frequency(logins, 'hashes')} at the peak keep ${show(hashCores(situation))} cores busy, capped at ${hashSlots} at once per replica`,
      because: [
        {
          text: `${frequency(logins, 'hashes')} × ${figure('work.hash.app')} ms = ${show(hashCores(situation))} cores`,
          from: [
            ...citeLoad(situation),
            ...citeAssumption(situation, 'operations.mix'),
            'work.hash.app',
            'password.argon2id',
          ],
        },
        {
          text: `A bulkhead of ${hashSlots} per replica lets ${show(perReplica * replicas)} sign-ins/s through and holds ${hashSlots * figure('password.argon2id')} MiB, so a sign-in storm cannot stop orders`,
          from: ['password.argon2id'],
        },
      ],
      consequences: [
        'Sign-in beyond the bulkhead waits shortly and then answers 503; orders are not touched',
        'The parameters stand in the hash, so raising them rehashes at the next sign-in',
      ],
    }
  },
}

/** Passwords hashed at once in one replica: one, so that the other core keeps serving. */
export const hashSlots = coresPerReplica - 1

const hashCores = ({ totals }: Situation) =>
  (totals.loginsPerSecond * figure('work.hash.app')) / 1000
