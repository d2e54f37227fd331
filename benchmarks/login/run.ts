// Sign-ins per second over REST, by password, against bare argon2id at the same cost: the rest of a sign-in is the path,
// the try that is counted, the session and the signature. Both in one run, in turn, on a PostgreSQL of its own:
//
//   node benchmarks/login/run.ts [--rounds 3] [--seconds 5] [--at-once 4]
//
// As many are under way at once in both; hashes run on the same threads.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'

import { defaultWiring, startApp } from '@archwright/kit/app'
import { hashPassword, verifyPassword } from '@archwright/kit/identity'
import { startPostgres } from '@archwright/kit/postgres'
import { readyModule } from '@archwright/modules/ready'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '5' },
    'at-once': { type: 'string', default: '4' },
  },
})
const seconds = Number(values.seconds)
const atOnce = Number(values['at-once'])
const email = 'ada@example.com'
const password = 'correct horse battery staple'

await using opened = new AsyncDisposableStack()
const folder = opened.adopt(await mkdtemp(join(tmpdir(), 'login-bench-')), (made) =>
  rm(made, { recursive: true }),
)
const postgres = opened.use(await startPostgres({ directory: join(folder, 'postgres') }))
const app = opened.adopt(
  await startApp({
    modules: { identity: readyModule('identity') },
    wiring: { ...defaultWiring('bench', ['identity']), limits: {}, calls: 'fast' },
    variables: { PORT: '0', DATABASE_URL: postgres.url, DATA_FOLDER: folder, LOG_LEVEL: 'silent' },
    directory: pathToFileURL(`${folder}/`),
  }),
  (running) => running.close(),
)
await post('/users', { email, password, name: 'Ada' })
const hashed = await hashPassword(password)

const ways: Record<string, () => Promise<unknown>> = {
  'argon2id alone': () => verifyPassword(hashed, password),
  'sign-in over REST': () => post('/sessions', { email, password }),
}
const ratios: number[] = []
for (let round = 1; round <= Number(values.rounds); round++) {
  const rates: number[] = []
  for (const [name, once] of Object.entries(ways)) {
    const rate = await rateOf(once)
    rates.push(rate)
    console.log(`round ${round}  ${name.padEnd(20)} ${rate.toFixed(1)} a second`)
  }
  ratios.push((rates[1] ?? 0) / (rates[0] ?? 1))
}
console.log(`ratio within a round: ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')}`)

/** Calls a second, with as many under way all the time. */
async function rateOf(once: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  let done = 0
  const one = async () => {
    while (performance.now() - startedAt < seconds * 1_000) {
      await once()
      done += 1
    }
  }
  await Promise.all(Array.from({ length: atOnce }, one))
  return (done / (performance.now() - startedAt)) * 1_000
}

async function post(path: string, body: object): Promise<void> {
  const answer = await fetch(`${app.url}/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${answer.status}: ${text}`)
}
