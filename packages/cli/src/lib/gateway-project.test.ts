import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { readFile, symlink, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import path from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { build } from '@archwright/builder'
import { design } from '@archwright/designer'
import { testDatabase } from '@archwright/kit/postgres'
import { findBinary, requireBinary } from '@archwright/kit/testing'
import { readBrief } from '@archwright/reader'
import { writeYaml } from '@archwright/reader/yaml'
import { parseDocument } from 'yaml'

import { examples } from './testing/archwright.ts'
import { runProgram } from './testing/run-program.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

const libraries = fileURLToPath(new URL('../../../../node_modules', import.meta.url))
const request = readFileSync(path.join(examples, 'requests.txt'), 'utf8')
  .split('\n')
  .find((line) => line.includes('multi-service'))
const ann = { email: 'ann@example.com', password: 'correct horse battery' }

describe('the gateway of a system of several services', requireBinary('envoy'), () => {
  it('sends each call to its service, and ends there what need not come in', async () => {
    await using folder = await temporaryFolder()
    const brief = await readBrief(request ?? '')
    const designed = design(brief, { sensitivity: false })
    await build(designed, { out: folder.path, briefYaml: writeYaml(brief) })
    await symlink(libraries, path.join(folder.path, 'node_modules'), 'dir')
    await using database = await testDatabase()
    await using system = await startSystem(
      folder.path,
      designed.deployables.map(({ name }) => name),
      database.url,
    )
    await using gateway = await startGateway(folder.path, system.ports)
    const { ask } = gateway

    const signedUp = await ask('POST', '/v1/users', { body: { ...ann, name: 'Ann' } })
    assert.equal(signedUp.status, 201, 'open to everybody')
    const { accessToken: token } = (await ask('POST', '/v1/sessions', { body: ann })).body
    const own = await ask('GET', '/v1/users/me', { token })
    assert.equal(own.body.email, ann.email)
    const records = await ask('GET', '/v1/items', { token })
    assert.equal(records.status, 200, 'another service takes the same token')

    const missing = await ask('GET', '/v1/items', {})
    assert.deepEqual([missing.status, missing.by], [401, 'gateway'])
    assert.equal(missing.type, 'application/problem+json')
    assert.equal(missing.body.status, 401)
    const forged = await ask('GET', '/v1/items', { token: `${token.slice(0, -6)}AAAAAA` })
    assert.deepEqual([forged.status, forged.by], [401, 'gateway'])
    const atSignIn = await ask('POST', '/v1/sessions', { body: ann, token: 'e30.e30.e30' })
    assert.deepEqual([atSignIn.status, atSignIn.by], [401, 'gateway'], 'no forged one anywhere')

    for (const hidden of ['/metrics', '/ready', '/internal/identity.endSession'])
      assert.deepEqual(Object.values(await ask('GET', hidden, {})).slice(0, 2), [404, 'gateway'])
    assert.equal((await ask('GET', '/v1/items/..%2f..%2fmetrics', { token })).status, 400)

    const flood = await Promise.all(Array.from({ length: 600 }, () => ask('GET', '/v1/items', {})))
    const limited = flood.filter(({ status }) => status === 429)
    assert.ok(limited.length > 0, 'more than one address may')
    assert.equal(limited[0]?.retryAfter, '1')
  })
})

/** Every process of a split system on a port of its own, each told where the others are. */
async function startSystem(cwd: string, names: readonly string[], databaseUrl: string) {
  await using stack = new AsyncDisposableStack()
  const ports = new Map<string, number>()
  for (const name of names) ports.set(name, await freePort())
  const urls = Array.from(ports, ([name, port]) => [
    `${name.toUpperCase().replaceAll('-', '_')}_URL`,
    `http://127.0.0.1:${port}`,
  ])
  for (const [name, port] of ports) {
    const variables = {
      ...Object.fromEntries(urls),
      PROCESS: name,
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      INTERNAL_TOKEN: 'known to these processes only, for this test',
      SIGNING_KEYS_FILE: path.join(cwd, 'signing-keys.json'),
      TRUST_PROXY: 'true',
    }
    stack.use(await runProgram(['src/main.ts'], { cwd, variables }))
  }
  const running = stack.move()
  return { ports, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

/** Envoy with the project's own file, but for where things are. */
async function startGateway(folder: string, ports: ReadonlyMap<string, number>) {
  const listening = await freePort()
  const config = parseDocument(
    await readFile(path.join(folder, 'deploy/gateway/envoy.yaml'), 'utf8'),
  )
  const at = ['address', 'socket_address', 'port_value']
  config.setIn(['admin', ...at], 0)
  config.setIn(['static_resources', 'listeners', 0, ...at], listening)
  for (const [index, port] of [...ports.values()].entries()) {
    const endpoint = ['load_assignment', 'endpoints', 0, 'lb_endpoints', 0, 'endpoint', 'address']
    config.setIn(['static_resources', 'clusters', index, ...endpoint], {
      socket_address: { address: '127.0.0.1', port_value: port },
    })
  }
  const file = path.join(folder, 'envoy.yaml')
  await writeFile(file, String(config))
  const child = spawn(
    findBinary('envoy') ?? '',
    ['-c', file, '--log-level', 'error', '--use-dynamic-base-id'],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  )
  const exited = once(child, 'exit')
  const url = `http://127.0.0.1:${listening}`
  await untilReady(`${url}/.well-known/jwks.json`)
  return {
    async ask(
      method: string,
      where: string,
      { token = '', body }: { token?: string; body?: object },
    ) {
      const headers = {
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...(body ? { 'content-type': 'application/json' } : {}),
      }
      const signal = AbortSignal.timeout(30_000)
      const sent = body ? { body: JSON.stringify(body) } : {}
      const response = await fetch(`${url}${where}`, { method, headers, signal, ...sent })
      return {
        status: response.status,
        by: response.headers.has('x-envoy-upstream-service-time') ? 'service' : 'gateway',
        type: response.headers.get('content-type'),
        retryAfter: response.headers.get('retry-after'),
        body: await response.json().catch(() => ({})),
      }
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.kill('SIGTERM')) await exited
    },
  }
}

/** The gateway has heard of every service, and has the keys. */
async function untilReady(url: string): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined)
    if (response?.ok) return
    await setTimeout(100)
  }
  assert.fail(`${url} was not served within 30 s`)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
