import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { it } from 'node:test'

import { startAuthority } from '../remote/testing/authority.ts'
import { startTestProcess } from './test-process.ts'
import { sweets } from './testing/sample.ts'
import { shelf } from './testing/shelf.ts'
import { defaultWiring } from './wiring.ts'

const processes = { candy: ['sweets'], shelves: ['shelf'] }

it('two processes of a system ask each other by certificate, on a port that others do not reach', async () => {
  await using opened = new AsyncDisposableStack()
  const authority = opened.use(await startAuthority())
  const ports = { candy: await freePort(), shelves: await freePort() }
  const start = async (process: keyof typeof ports) => {
    const { cert, key, ca } = await authority.issue(process)
    const { identity } = defaultWiring('test', [])
    return opened.use(
      await startTestProcess({
        modules: { sweets: () => sweets(), shelf: () => shelf },
        wiring: { processes, identity: { ...identity, services: { trustDomain: 'shop.test' } } },
        variables: {
          PROCESS: process,
          INTERNAL_PORT: String(ports[process]),
          SERVICE_CERT_FILE: cert,
          SERVICE_KEY_FILE: key,
          SERVICE_CA_FILE: ca,
          CANDY_URL: `https://127.0.0.1:${ports.candy}`,
          SHELVES_URL: `https://127.0.0.1:${ports.shelves}`,
        },
      }),
    )
  }
  const candy = await start('candy')
  const shelves = await start('shelves')

  const glanced = await fetch(`${shelves.app.url}/v1/glances/red`)
  assert.deepEqual([glanced.status, await glanced.json()], [200, { sweets: 0 }])

  const inside = '/internal/calls/sweets.count'
  const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }
  assert.equal((await fetch(candy.app.url + inside, post)).status, 404)
  await assert.rejects(fetch(`https://127.0.0.1:${ports.candy}${inside}`, post))
  await assert.rejects(fetch(`http://127.0.0.1:${ports.candy}${inside}`, post))
})

it('a process that is told of a certificate in part does not start', async () => {
  const options = { modules: { sweets: () => sweets() }, variables: { SERVICE_CERT_FILE: 'x.pem' } }
  await assert.rejects(startTestProcess(options), /SERVICE_KEY_FILE and SERVICE_CA_FILE are set/)
})

/** Addresses stand in every process's environment before one of them listens. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
