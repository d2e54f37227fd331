import { citeAssumption, citeLoad } from '../../citations.ts'
import type { Question } from '../../decision.ts'
import { duration, percent, show } from '../../figures.ts'
import { figure } from '../../rules/catalog.ts'
import { outIf } from '../../score.ts'
import { coresPerReplica, type Situation } from '../../situation.ts'
import { sizeOf } from '../../sizing.ts'

/** How a caller proves who it is. */
export const tokens: Question = {
  key: 'identity.tokens',
  area: 'security',
  question: 'How does a caller prove who it is?',
  weights: { revocation: 2, cost: 2, reach: 1, simplicity: 1 },
  varies: [],
  choices: ({ signals }) => ({
    auth: { authn: ['jwt-oidc', ...(signals.any('program-clients') ? ['api-key'] : [])] },
  }),
  judge: () => [
    {
      name: 'short JWT with rotating refresh tokens',
      scores: { revocation: 0.8, cost: 1, reach: 1, simplicity: 0.7 },
    },
    { name: 'server sessions', scores: { revocation: 1, cost: 0.6, reach: 0.6, simplicity: 0.9 } },
    {
      name: 'long-lived JWT',
      scores: { revocation: 0, cost: 1, reach: 1, simplicity: 1 },
      ruledOut: `a stolen token could be used past the ${duration(3600)} that published practice allows`,
    },
    {
      name: 'API keys',
      scores: { revocation: 0.8, cost: 0.6, reach: 0.4, simplicity: 1 },
      ruledOut: 'people sign in with passwords; keys are for programs',
    },
  ],
  explain: (situation) => {
    const rate = signedIn(situation)
    const life = figure('token.life')
    return {
      answer: `ES256 tokens of ${duration(life)} verified in place, renewed by single-use refresh tokens of 30 days`,
      because: [
        {
          text: `${show(rate)} signed-in calls/s would each ask the session table; verifying a signature costs ${figure('work.verify.app')} ms of our own processor`,
          from: [...citeLoad(situation), 'work.verify.app'],
        },
        {
          text: `A revoked account stays usable for ${duration(life)} at most; published lives range from 1 min to 1 h`,
          from: ['token.life'],
        },
      ],
      consequences: [
        'A refresh token is used once; a second use revokes its whole family and tells the owner',
        'Keys are published as JWKS with two in rotation; other services verify without asking',
        'Where 10 minutes are too long, the operation asks for a fresh sign-in',
      ],
    }
  },
}

/** How passwords are kept, and what that costs. */
export const passwords: Question = {
  key: 'identity.passwords',
  area: 'security',
  question: 'How are passwords kept?',
  weights: { strength: 3, cost: 1 },
  varies: ['load'],
  judge: (situation) => {
    const cores = hashCores(situation)
    const room = sizeOf(situation).replicas * coresPerReplica
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
    const { replicas } = sizeOf(situation)
    const perReplica = hashSlots * (1000 / figure('work.hash.app'))
    return {
      answer: `argon2id at the OWASP minimum: ${show(logins)} hashes/s at the peak keep ${show(hashCores(situation))} cores busy, capped at ${hashSlots} at once per replica`,
      because: [
        {
          text: `${show(logins)} hashes/s × ${figure('work.hash.app')} ms = ${show(hashCores(situation))} cores`,
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

const signedIn = ({ loads }: Situation) =>
  loads.reduce((sum, { peakPerSecond, work }) => sum + peakPerSecond * work.verifies, 0)

/** What a caller may do. */
export const authorization: Question = {
  key: 'identity.authorization',
  area: 'security',
  question: 'What may a caller do, and who checks?',
  weights: { safety: 3, simplicity: 2, expressive: 1 },
  varies: [],
  choices: ({ signals }) => ({
    auth: { authz: ['rbac', ...(signals.any('tenants') ? ['tenant-isolation'] : [])] },
  }),
  judge: ({ signals }) => [
    {
      name: 'roles and ownership, denied by default',
      scores: { safety: 1, simplicity: 1, expressive: 0.6 },
      ruledOut: outIf(signals.any('tenants'), () => 'tenants need a wall of their own'),
    },
    {
      name: 'roles within a tenant, row security beneath',
      scores: { safety: 1, simplicity: 0.6, expressive: 0.8 },
    },
    { name: 'attribute policies', scores: { safety: 0.9, simplicity: 0.3, expressive: 1 } },
    { name: 'checks in each handler', scores: { safety: 0.3, simplicity: 0.7, expressive: 0.8 } },
  ],
  explain: ({ brief }, chosen) => {
    const pairs = brief.operations.length * Math.max(1, brief.actors.length)
    return {
      answer: `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)}: ${brief.actors.length} kinds of caller × ${brief.operations.length} operations = ${pairs} pairs, each tested`,
      because: [
        {
          text: `${pairs} pairs of caller and operation are few enough to state each in the contract and to try each in the proof (${percent(1)} of them)`,
          from: [],
        },
      ],
      consequences: [
        'An operation without an access rule does not start',
        'Ownership is checked in the query itself (where customer = caller), so a foreign id answers 404',
      ],
    }
  },
}
