import assert from 'node:assert/strict'
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'

import { build } from '@archwright/builder'
import { design } from '@archwright/designer'
import { readBrief } from '@archwright/reader'
import { writeYaml } from '@archwright/reader/yaml'

import { examples } from './testing/archwright.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

const run = promisify(execFile)

describe('a built project outside this repository', () => {
  for (const example of ['shop', 'cold-chain']) {
    it(`installs, starts, lets people in and stops: ${example}`, async (test) => {
      await using folder = await temporaryFolder()
      const prose = await readFile(path.join(examples, `${example}.md`), 'utf8')
      const brief = await readBrief(prose, { name: example })
      await build(design(brief), { out: folder.path, briefYaml: writeYaml(brief) })

      const offline = await install(folder.path)
      if (offline) {
        test.skip(offline)
        return
      }
      const started = start(folder.path)
      try {
        await signIn(await readyUrl(started))
      } finally {
        await endGroup(started)
      }
    })
  }
})

/** Installs what runs it; says why not when the registry is out of reach, which CI does not accept. */
async function install(folder: string): Promise<string | undefined> {
  const options = ['--omit=dev', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund']
  try {
    await run('npm', ['install', ...options], { cwd: folder, timeout: 120_000 })
  } catch (error) {
    const isOffline = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT/.test(String(error))
    if (!isOffline || process.env.CI) throw error
    return 'the npm registry is out of reach'
  }
  return undefined
}

/** In a process group of its own, because npm has children. */
function start(folder: string): ChildProcess {
  const { DATABASE_URL: _, NODE_TEST_CONTEXT: __, ...environment } = process.env
  return spawn('npm', ['start', '--silent'], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...environment, PORT: '0', LOG_LEVEL: 'warn' },
  })
}

async function readyUrl({ stdout }: ChildProcess): Promise<string> {
  assert.ok(stdout)
  const lines = createInterface({ input: stdout })
  const timer = globalThis.setTimeout(() => lines.close(), 45_000)
  for await (const line of lines) {
    clearTimeout(timer)
    const { ready, urls } = JSON.parse(line)
    assert.equal(ready, true)
    return urls.api
  }
  throw new Error('the project printed no ready line')
}

async function signIn(api: string): Promise<void> {
  const account = { email: 'ada@example.com', password: 'correct horse battery', name: 'Ada' }
  const registered = await post(`${api}/users`, account)
  assert.equal(registered.status, 201)

  const signedIn = await post(`${api}/sessions`, account)
  const { accessToken } = (await signedIn.json()) as { accessToken: string }
  const me = await fetch(`${api}/users/me`, { headers: { authorization: `Bearer ${accessToken}` } })

  assert.equal(me.status, 200)
  assert.equal(((await me.json()) as { email: string }).email, account.email)
  assert.equal((await fetch(`${api}/users/me`)).status, 401)
}

function post(
  url: string,
  { name, ...credentials }: { name: string; email: string; password: string },
) {
  const body = url.endsWith('/users') ? { name, ...credentials } : credentials
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(15_000),
  })
}

/** Ends npm and all below it, and waits until none is left: npm may go before its children do. */
async function endGroup({ pid }: ChildProcess): Promise<void> {
  assert.ok(pid)
  process.kill(-pid, 'SIGTERM')
  const limit = AbortSignal.timeout(30_000)
  while (isAlive(-pid)) await setTimeout(50, undefined, { signal: limit })
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
