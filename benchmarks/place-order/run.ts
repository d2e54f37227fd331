// How many orders a minute the built shop places on this machine, against a hand-written endpoint that writes the
// same rows in one transaction. Both in one run, on the same PostgreSQL settings (fsync on), in turn:
//
//   node benchmarks/place-order/run.ts SHOP_DIRECTORY [--rounds 3]
//
// The shop's figure is the whole saga with the provider in a process of its own, as `archwright prove` finds it.

import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'

import { startPostgres } from '@archwright/kit/postgres'
import type { Saturation } from '@archwright/model'
import { prove } from '@archwright/prover'
import { type Call, findSaturation, HttpClient, runPhase } from '@archwright/prover/load'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import pg from 'pg'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '3' } },
})
const [shop] = positionals
if (!shop) throw new Error('name the folder of a built shop')
const stepSeconds = 5
const factor = 1.3

type Found = Pick<Saturation, 'kneePerMinute' | 'mostPerMinute'>
const bounds = { kneePerMinute: '300 ms', mostPerMinute: '1 s' } as const

const rounds: { handWritten: Found; shop: Found }[] = []
for (let round = 1; round <= Number(values.rounds); round += 1) {
  const handWritten = await saturateHandWritten()
  rounds.push({ handWritten, shop: await saturateBuilt(shop) })
  print(`round ${round}`, rounds.slice(-1))
}
print('median', rounds)

/** Orders a minute with p99 within each bound: medians of the rounds, and of the ratios within a round. */
function print(title: string, of: typeof rounds): void {
  for (const bound of ['kneePerMinute', 'mostPerMinute'] as const) {
    const median = (figure: (round: (typeof rounds)[number]) => number) =>
      of.map(figure).toSorted((a, b) => a - b)[of.length >> 1] ?? Number.NaN
    const ratio = median(({ shop, handWritten }) => shop[bound] / handWritten[bound])
    console.log(
      `${title}, p99 within ${bounds[bound]}: shop ${median((round) => round.shop[bound])}/min, ` +
        `hand-written ${median((round) => round.handWritten[bound])}/min, ratio ${ratio.toFixed(2)}`,
    )
  }
}

async function saturateBuilt(directory: string): Promise<Found> {
  const { saturation } = await prove(directory, {
    quick: true,
    seconds: 5,
    faults: false,
    progress: () => {},
  })
  if (!saturation) throw new Error('the proof found no saturation')
  return saturation
}

async function saturateHandWritten(): Promise<Found> {
  await using opened = new AsyncDisposableStack()
  const directory = opened.adopt(await mkdtemp(path.join(tmpdir(), 'archwright-bench-')), (made) =>
    rm(made, { recursive: true }),
  )
  const postgres = opened.adopt(await startPostgres({ directory }), (started) => started.stop())
  const database = new pg.Client({ connectionString: postgres.url })
  await database.connect()
  opened.defer(() => database.end())
  await database.query(await readFile(new URL('hand-written.sql', import.meta.url), 'utf8'))
  const { token, jwks, customer } = await signIn()
  const port = 20_000 + Math.floor(Math.random() * 20_000)
  const server = spawn(process.execPath, [new URL('hand-written.ts', import.meta.url).pathname], {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      DATABASE_URL: postgres.url,
      PORT: `${port}`,
      JWKS: jwks,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  opened.defer(async () => {
    server.kill()
    await once(server, 'exit')
  })
  await once(server.stdout, 'data')
  const client = opened.use(new HttpClient({ origins: [`http://127.0.0.1:${port}`] }))
  const carts: string[] = []
  const fill = async (count: number) => {
    const { rows } = await database.query<{ id: string }>(
      `insert into carts (id, customer_id, lines)
       select gen_random_uuid(), $1, jsonb_build_array(
         jsonb_build_object('sku', 'sku-' || 1 + n % 60, 'quantity', 1),
         jsonb_build_object('sku', 'sku-' || 1 + (n * 7 + 1) % 60, 'quantity', 2))
       from generate_series(1, $2) n where (n * 7 + 1) % 60 <> n % 60 returning id`,
      [customer, Math.ceil(count * 1.1)],
    )
    carts.push(...rows.map(({ id }) => id))
  }
  const next = (): Call | undefined => {
    const cartId = carts.pop()
    return cartId === undefined ? undefined : orderCall(cartId, token)
  }
  return await findSaturation({
    operation: 'placeOrder',
    startPerSecond: 100,
    stepSeconds,
    factor,
    async offer(perSecond, seconds) {
      await fill(perSecond * seconds)
      const plan = {
        name: 'step',
        seconds,
        seed: 7,
        maxInFlight: 2_000,
        rates: [{ operation: 'placeOrder', perSecond }],
      }
      return runPhase(plan, { next, send: (call) => client.send(call), settle: () => {} })
    },
    onStep: () => {},
  })
}

function orderCall(cartId: string, token: string): Call {
  return {
    operation: 'placeOrder',
    method: 'POST',
    path: '/orders',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      'idempotency-key': cartId,
    },
    body: JSON.stringify({ cartId }),
    client: 0,
  }
}

async function signIn(): Promise<{ token: string; jwks: string; customer: string }> {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const customer = randomUUID()
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid: 'k' })
    .setSubject(customer)
    .setExpirationTime('1h')
    .sign(privateKey)
  return {
    token,
    customer,
    jwks: JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' }] }),
  }
}
