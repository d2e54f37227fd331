import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { readProse } from './read-prose.ts'

const read = (prose: string) => readProse(prose)
const modulesOf = ({ entities }: ReturnType<typeof read>) => [
  ...new Set(entities.map(({ module }) => module)),
]
const boundsOf = ({ operations }: ReturnType<typeof read>) =>
  Object.fromEntries(
    operations.flatMap(({ name, latencyMs }) =>
      latencyMs === undefined ? [] : [[name, latencyMs]],
    ),
  )

describe('the title of a brief', () => {
  const titles: Record<string, string> = {
    'Webhook delivery with retries and signatures. Our customers want to be told.':
      'Webhook delivery with retries and signatures',
    'API gateway for many apps. Web and phone applications call many services.':
      'API gateway for many apps',
  }
  for (const [prose, title] of Object.entries(titles)) {
    it(`is its heading: ${title}`, () => assert.equal(read(prose).title, title))
  }

  it('is no sentence in which somebody does something', () => {
    const { title } = read('Users upload photos of birds. Other users comment on the photos.')
    assert.notEqual(title, 'Users upload photos of birds')
  })
})

describe('a platform for tenants', () => {
  const brief = read(
    'A multi-tenant platform for bookkeeping. Each customer has its own products and orders and must never see those of another. A central team handles onboarding, billing and operations across customers.',
  )

  it('has plans, use and invoices beside members, and sets tenants up by a job', () => {
    const names = brief.operations.map(({ name }) => name)
    for (const wanted of [
      'tenants.signUpTenant',
      'tenants.provisionTenant',
      'tenants.addMember',
      'subscriptions.changePlan',
      'subscriptions.issueInvoices',
    ])
      assert.ok(names.includes(wanted), wanted)
  })

  it('keeps apart what is a tenant’s, and shares accounts and plans', () => {
    const apart = new Map(brief.entities.map(({ name, perTenant }) => [name, perTenant]))
    for (const own of ['Product', 'Order', 'Membership', 'Invoice'])
      assert.equal(apart.get(own), true, own)
    for (const shared of ['Tenant', 'Plan']) assert.equal(apart.get(shared), false, shared)
  })
})

describe('what is kept', () => {
  it('is each thing of a list, in the module of what keeps them', () => {
    const { entities } = read(
      'Teams work together at the same time in a shared workspace of boards, cards and comments.',
    )
    assert.deepEqual(entities.map(({ name }) => name).toSorted(), ['Board', 'Card', 'Comment'])
  })

  it('is stood for by two services where several exist and none is named', () => {
    const brief = read(
      'Observability strategy for many services. A request passes through many services, and when it fails nobody can tell where.',
    )
    assert.deepEqual(modulesOf(brief), ['records', 'activities'])
    assert.ok(brief.assumptions.some(({ about }) => about === 'operations.(stand-ins)'))
  })

  it('is no case of fraud because a connection is stolen, and no search because logs are searched', () => {
    const brief = read(
      'Sign-in for several services. A stolen network connection must not be enough to pretend to be a service. Engineers search what was written down about a request.',
    )
    assert.ok(!modulesOf(brief).includes('fraud'))
    assert.ok(!modulesOf(brief).includes('search'))
  })
})

describe('a bound on latency', () => {
  it('binds the writes of the thing it names', () => {
    const bounds = boundsOf(
      read(
        'A ledger service that records transfers between accounts. Every transfer is answered within 10 ms.',
      ),
    )
    assert.equal(bounds['ledger.recordTransfer'], 10)
    assert.equal(bounds['ledger.listTransfers'], undefined)
  })

  it('binds everything that callers wait for where it names nothing', () => {
    const brief = read('People book appointments online. Every request is answered within 200 ms.')
    const waited = brief.operations.filter(({ kind }) => kind === 'query' || kind === 'command')
    assert.ok(waited.length > 0)
    for (const { name, latencyMs } of waited) assert.equal(latencyMs, 200, name)
  })
})
