import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { fill, sweets } from '../app/testing/sample.ts'
import type { Dispatcher } from '../dispatch/call.ts'
import { createRemote, type Remote } from './remote-client.ts'
import { openServiceServer } from './service-server.ts'
import { openServiceTls, type ServiceFiles, type ServiceTls } from './service-tls.ts'
import { type Authority, startAuthority, type Wanted } from './testing/authority.ts'

const trustDomain = 'shop.test'
const waitMs = 30_000

const opened = new AsyncDisposableStack()
let authority: Authority
let url: string
/** Principals for whom calls arrived. */
const arrived: unknown[] = []
const warned: string[] = []
const open = (files: ServiceFiles): ServiceTls =>
  opened.adopt(
    openServiceTls(files, (message) => warned.push(message)),
    (tls) => tls.close(),
  )
before(async () => {
  authority = opened.use(await startAuthority())
  const dispatcher: Dispatcher = {
    async dispatch({ principal }) {
      arrived.push(principal)
      return { output: { sweets: 1 }, replayed: false }
    },
  }
  const server = opened.adopt(
    await openServiceServer(
      {
        dispatcher,
        deliver: async () => {},
        tls: open(await authority.issue('jars')),
        trustDomain,
        peers: { jars: ['sweets'], shelves: ['shelf'] },
      },
      { port: 0, host: '127.0.0.1' },
    ),
    (running) => running.close(),
  )
  url = server.url
})
after(() => opened.disposeAsync())

/** A process that means the one that hosts sweets to be `jars`. */
async function clientOf(files: ServiceFiles, meant = 'jars'): Promise<Remote> {
  const operations = new Map(sweets().handlers.map(({ operation }) => [operation.name, operation]))
  return opened.adopt(
    createRemote({
      operations,
      urlOf: () => url,
      tls: { service: open(files), trustDomain, processOf: () => meant },
    }),
    (client) => client.close(),
  )
}

const call = (remote: Remote, principal = { id: 'shelf', roles: ['service'] }) =>
  remote.dispatch({
    operation: fill.name,
    input: { jar: 'red', sweets: 1 },
    principal,
    idempotencyKey: 'k',
    from: { transport: 'local' },
  })

describe('between processes, by mutual TLS', () => {
  it('who shows a certificate of ours is heard, for its own modules and for people', async () => {
    const remote = await clientOf(await authority.issue('shelves'))
    assert.deepEqual((await call(remote)).output, { sweets: 1 })
    await call(remote, { id: 'ann', roles: ['customer'] })
    assert.deepEqual(arrived.at(-1), { id: 'ann', roles: ['customer'] })
  })

  it('nobody speaks for the modules of another process', async () => {
    const remote = await clientOf(await authority.issue('shelves'))
    const before = arrived.length
    await assert.rejects(call(remote, { id: 'sweets', roles: ['service'] }), {
      code: 'UNAVAILABLE',
    })
    await assert.rejects(
      remote.deliver('shelf.labelling', [
        { event: 'sweets.filled', id: '1' } as never, // as much as is looked at
      ]),
      { code: 'UNAVAILABLE' },
    )
    assert.equal(arrived.length, before)
  })

  const hour = 3_600_000
  const strangers: Record<string, () => Promise<[string, Wanted]>> = {
    'has expired': async () => ['shelves', { notAfter: new Date(Date.now() - 1_000) }],
    'is not good yet': async () => ['shelves', { notBefore: new Date(Date.now() + hour / 2) }],
    'its own key signed': async () => ['shelves', { selfSigned: true }],
    'is of another trust domain': async () => ['shelves', { trustDomain: 'other.test' }],
    'names a process that the wiring does not': async () => ['cellar', {}],
    'names what all objects have': async () => ['constructor', {}],
  }
  for (const [what, wanted] of Object.entries(strangers)) {
    it(`nobody is heard whose certificate ${what}`, async () => {
      const remote = await clientOf(await authority.issue(...(await wanted())))
      const before = arrived.length
      await assert.rejects(call(remote), { code: 'UNAVAILABLE' })
      assert.equal(arrived.length, before)
    })
  }

  it('nobody is heard whose certificate another authority signed, or who shows none', async () => {
    await using other = await startAuthority()
    const ours = await authority.issue('shelves')
    const remote = await clientOf({ ...(await other.issue('shelves')), ca: ours.ca })
    await assert.rejects(call(remote), { code: 'UNAVAILABLE' })
    await assert.rejects(fetch(`${url}/internal/calls/${fill.name}`, { method: 'POST' }))
  })

  it('nothing is told to who answers and is not the process that was meant', async () => {
    const remote = await clientOf(await authority.issue('shelves'), 'payments')
    const before = arrived.length
    await assert.rejects(call(remote), { code: 'UNAVAILABLE' })
    assert.equal(arrived.length, before)
  })

  it('a certificate is renewed while the process runs', async () => {
    const remote = await clientOf(
      await authority.issue('shelves', { notAfter: new Date(Date.now() + 4_000) }),
    )
    await call(remote)
    await eventually(
      () =>
        call(remote).then(
          () => false,
          () => true,
        ),
      'it still holds',
    )
    await authority.issue('shelves')
    await eventually(
      () =>
        call(remote).then(
          () => true,
          () => false,
        ),
      'it is not read anew',
    )
    assert.deepEqual(
      warned.filter((text) => !text.includes('read anew')),
      [],
    )
  })
})

async function eventually(isSo: () => Promise<boolean>, otherwise: string): Promise<void> {
  const deadlineMs = performance.now() + waitMs
  while (!(await isSo())) {
    assert.ok(performance.now() < deadlineMs, otherwise)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}
