import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Actor, Entity } from '@archwright/model'
import type { Signal } from '@archwright/model/light'

import { design } from '../../design.ts'
import { briefSaying, type Saying } from '../../testing/brief-saying.ts'

interface Row {
  says: readonly Signal[]
  with?: Saying
  key: string
  /** The option chosen; undefined when the question must not be raised. */
  chooses: string | undefined
}

const actor = (trust: Actor['trust'], ...clients: Actor['clients']): Saying => ({
  change: { actors: [{ name: 'member', trust, clients }] },
})
const tenants = (count: number): Saying => ({
  change: { actors: [{ name: 'organization', trust: 'public', clients: ['web'], count }] },
})
const holding = (sensitivity: Entity['sensitivity']): Saying => ({
  change: {
    entities: [
      { name: 'record', module: 'records', shape: 'record', sensitivity, perTenant: false },
    ],
  },
})
const regulated: Saying = { change: { objectives: { compliance: ['SOC 2'] } } }

const tokens = 'short JWT with rotating refresh tokens'
const ownAccounts = 'our own identity module'
const federated = 'the provider people already have, by OpenID Connect'
const keys = 'API keys, hashed and rotated'
const shared = 'shared tables, a tenant column and row security'
const stamps = 'shared tables, and whole copies of the system for some'
const roles = 'roles and ownership, denied by default'

const rows: readonly Row[] = [
  { says: [], key: 'identity.tokens', chooses: tokens },
  { says: ['server-pages'], key: 'identity.tokens', chooses: 'server sessions' },
  { says: ['server-pages', 'mobile-clients'], key: 'identity.tokens', chooses: tokens },
  { says: ['server-pages', 'many-services'], key: 'identity.tokens', chooses: tokens },
  {
    says: ['device-clients'],
    with: actor('public', 'device'),
    key: 'identity.tokens',
    chooses: undefined,
  },
  { says: [], key: 'identity.provider', chooses: undefined },
  { says: ['identity'], key: 'identity.provider', chooses: ownAccounts },
  { says: ['identity', 'single-sign-on'], key: 'identity.provider', chooses: federated },
  {
    says: ['identity', 'no-operations-staff'],
    key: 'identity.provider',
    chooses: 'an identity service outside',
  },
  { says: ['identity'], key: 'identity.passwords', chooses: 'argon2id 19 MiB, 2 passes, 1 lane' },
  { says: ['identity', 'single-sign-on'], key: 'identity.passwords', chooses: undefined },
  { says: [], key: 'identity.programs', chooses: undefined },
  { says: ['program-clients'], key: 'identity.programs', chooses: keys },
  { says: [], with: actor('partner', 'server'), key: 'identity.programs', chooses: keys },
  {
    says: ['program-clients', 'permissions'],
    key: 'identity.programs',
    chooses: 'OAuth client credentials',
  },
  {
    says: [],
    with: actor('public', 'device'),
    key: 'identity.devices',
    chooses: 'a certificate for each device, mutual TLS',
  },
  {
    says: ['device-clients', 'low-cost'],
    key: 'identity.devices',
    chooses: 'a key for each device',
  },
  { says: [], key: 'identity.services', chooses: undefined },
  {
    says: ['many-services'],
    key: 'identity.services',
    chooses: 'mutual TLS between services, and the caller’s token passed on',
  },
  { says: [], key: 'identity.authorization', chooses: roles },
  {
    says: ['permissions'],
    key: 'identity.authorization',
    chooses: 'roles and attribute policies, denied by default',
  },
  {
    says: ['tenants'],
    key: 'identity.authorization',
    chooses: 'roles within a tenant, row security beneath',
  },
  {
    says: ['tenants', 'permissions'],
    key: 'identity.authorization',
    chooses: 'roles and attribute policies within a tenant, row security beneath',
  },
  { says: [], key: 'tenants.isolation', chooses: undefined },
  { says: ['tenants'], key: 'tenants.isolation', chooses: shared },
  {
    says: ['tenants', 'isolation'],
    with: tenants(50_000),
    key: 'tenants.isolation',
    chooses: shared,
  },
  { says: ['tenants', 'own-stamp'], key: 'tenants.isolation', chooses: stamps },
  {
    says: [],
    key: 'edge.floods',
    chooses: 'the provider’s always-on protection, and our own limits',
  },
  { says: ['abuse'], key: 'edge.floods', chooses: 'a content network with a firewall in front' },
  { says: [], with: actor('staff', 'web'), key: 'edge.floods', chooses: undefined },
  { says: [], key: 'edge.browsers', chooses: 'one origin, strict headers, no cross-origin access' },
  {
    says: ['many-client-kinds'],
    key: 'edge.browsers',
    chooses: 'a list of origins that may call, strict headers',
  },
  { says: [], with: actor('public', 'mobile'), key: 'edge.browsers', chooses: undefined },
  {
    says: [],
    key: 'secrets',
    chooses: 'the platform’s secret store, handed to the process as files',
  },
  {
    says: ['one-machine'],
    key: 'secrets',
    chooses: 'a file of environment readable by the service alone',
  },
  { says: [], key: 'audit', chooses: undefined },
  {
    says: ['audit'],
    key: 'audit',
    chooses: 'an append-only table, written in the transaction of the act',
  },
  {
    says: ['audit'],
    with: regulated,
    key: 'audit',
    chooses: 'an append-only table, copied to write-once storage',
  },
  { says: [], key: 'privacy', chooses: undefined },
  {
    says: [],
    with: holding('personal'),
    key: 'privacy',
    chooses: 'each module exports and erases its own, asked by one job',
  },
  {
    says: ['history'],
    with: holding('personal'),
    key: 'privacy',
    chooses: 'a key for each person, destroyed to erase',
  },
  { says: [], key: 'webhooks.signatures', chooses: undefined },
  { says: ['signed-messages'], key: 'webhooks.signatures', chooses: undefined },
  {
    says: ['webhooks'],
    key: 'webhooks.signatures',
    chooses: 'HMAC-SHA256 with a secret for each endpoint (Standard Webhooks)',
  },
]

const designed = (says: readonly Signal[], saying?: Saying) =>
  design(briefSaying(says, saying), { sensitivity: false })

describe('security', () => {
  for (const { says, with: saying, key, chooses } of rows) {
    it(`${key} of ${says.join(', ') || 'nothing special'}${saying ? ` with ${Object.keys(saying.change ?? {})}` : ''}: ${chooses ?? 'not asked'}`, () => {
      const { decisions } = designed(says, saying)
      assert.equal(decisions.find((each) => each.key === key)?.chosen, chooses)
    })
  }

  it('proves each kind of caller in its own way', () => {
    const { auth } = designed(['program-clients', 'device-clients', 'many-services']).choices
    assert.deepEqual(auth.authn.toSorted(), ['jwt-oidc', 'mtls'])
    assert.deepEqual(designed(['server-pages']).choices.auth.authn, ['session'])
    assert.deepEqual(designed([], actor('partner', 'server')).choices.auth.authn, ['api-key'])
  })

  it('states a limit where strangers or partners call, and none among colleagues', () => {
    assert.equal(designed([]).choices.rate_limit.present, true)
    assert.equal(designed([], actor('staff', 'web')).choices.rate_limit.present, false)
    assert.equal(designed(['abuse'], actor('staff', 'web')).choices.rate_limit.present, true)
  })

  it('gives each surface the algorithm that fits it', () => {
    const { quotas } = designed(['identity', 'program-clients', 'webhooks'], {
      calls: ['carrier'],
      change: { dependencies: [{ name: 'carrier', purpose: 'sends', ratePerSecond: 10 }] },
    })
    assert.deepEqual(
      quotas.map(({ surface, algorithm }) => [surface, algorithm]),
      [
        ['failed sign-ins', 'sliding-window'],
        ['reads', 'token-bucket'],
        ['writes', 'token-bucket'],
        ['a partner’s plan', 'fixed-window'],
        ['our calls to carrier', 'leaky-bucket'],
        ['messages to one endpoint', 'leaky-bucket'],
      ],
    )
    assert.equal(quotas.find(({ surface }) => /carrier/.test(surface))?.calls, 10)
  })

  it('derives the duties from what is kept', () => {
    const duties = (saying: Saying, ...says: Signal[]) => [
      ...new Set(designed(says, saying).safeguards.map(({ rule }) => rule.split(/[ ,]/)[0])),
    ]
    assert.deepEqual(duties(holding('none')), [])
    assert.deepEqual(duties(holding('personal')), ['GDPR'])
    assert.deepEqual(duties(holding('payment'), 'payments'), ['PCI', 'GDPR'])
    assert.deepEqual(duties(holding('health'), 'health'), ['GDPR', 'HIPAA'])
    const kept = designed([], { change: { objectives: { retentionSeconds: 86_400 } } }).safeguards
    assert.deepEqual(
      kept.map(({ duty }) => duty),
      ['Kept for 24 h, and then gone'],
    )
  })

  it('names for each threat a decision that was taken and a test, and covers all of STRIDE', () => {
    const { threats, decisions } = designed(
      ['identity', 'payments', 'webhooks', 'tenants', 'audit', 'many-services', 'program-clients'],
      holding('personal'),
    )
    const ids = new Set(decisions.map(({ id }) => id))
    for (const { decision, test, threat } of threats) {
      assert.ok(ids.has(decision), threat)
      assert.ok(test.length > 20, threat)
    }
    assert.equal(new Set(threats.map(({ kind }) => kind)).size, 6)
    assert.equal(new Set(threats.map(({ id }) => id)).size, threats.length)
  })

  it('sees no threat in what the design does not have', () => {
    const { threats } = designed([])
    assert.ok(!threats.some(({ flow }) => /device|payment|subscriber|one another/.test(flow)))
  })
})
