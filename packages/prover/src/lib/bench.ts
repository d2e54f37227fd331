import { mkdir } from 'node:fs/promises'
import { loadavg } from 'node:os'
import path from 'node:path'

import pg from 'pg'

import { History } from './check/history.ts'
import { type Api, createApi } from './contracts/api.ts'
import { type Conformance, createConformance } from './contracts/conformance.ts'
import { type Endpoint, endpointsOf } from './contracts/openapi.ts'
import { routesOf } from './contracts/requests.ts'
import { type Environment, startEnvironment } from './environment/environment.ts'
import { LoadGenerator } from './load/generator.ts'
import { HttpClient } from './load/http-client.ts'
import type { ProveOptions, Schedule } from './options.ts'
import type { ProvableProject } from './project.ts'
import { addBuyers } from './scenarios/shop/more-buyers.ts'
import { prepareShop } from './scenarios/shop/preparation.ts'
import type { ShopState } from './scenarios/shop/state.ts'
import { createTokenPress, type TokenPress } from './scenarios/shop/token-press.ts'

/** Client addresses; limits per address are part of what is proved, so clients come from several. */
const ADDRESSES = 64
const SEED = 20_261_121
const QUERY_LIMIT_MS = 60_000

/** A running project with its world, stocked, and with the load generator before it. */
export interface Bench {
  project: ProvableProject
  schedule: Schedule
  environment: Environment
  endpoints: Endpoint[]
  client: HttpClient
  api: Api
  conformance: Conformance
  history: History
  state: ShopState
  /** Signs tokens for customers who exist for the load only. */
  press: TokenPress
  generator: LoadGenerator
  seed: number
  /** What else kept the machine busy: its load average before anything was started. */
  loadBefore: number
  signal: AbortSignal
  progress(line: string): void
  /** Works with the project's database, on a connection of its own. */
  withDatabase<Result>(work: (database: pg.Client) => Promise<Result>): Promise<Result>
  [Symbol.asyncDispose](): Promise<void>
}

export async function setUpBench(
  project: ProvableProject,
  schedule: Schedule,
  { signal, progress }: Required<Pick<ProveOptions, 'signal' | 'progress'>>,
): Promise<Bench> {
  const [loadBefore = 0] = loadavg()
  await using stack = new AsyncDisposableStack()
  const folder = path.join(project.directory, 'evidence')
  await mkdir(folder, { recursive: true })
  const history = stack.use(new History(path.join(folder, 'history.jsonl')))
  const environment = stack.use(
    await startEnvironment(project, { logs: path.join(folder, 'logs'), signal, progress }),
  )
  const origins = environment.replicas.map(({ origin }) => origin)
  const client = stack.use(new HttpClient({ origins, addresses: ADDRESSES }))
  const endpoints = endpointsOf(project.openapi)
  const conformance = createConformance(project.openapi)
  const api = createApi(client, routesOf(endpoints), conformance)
  const { staff } = environment
  const prepared = await prepareShop(api, { staff, customers: schedule.customers, progress })
  const press = await createTokenPress(environment.keysFile, prepared.customers[0]?.token ?? '')
  const pressForStaff = await createTokenPress(environment.keysFile, prepared.staffToken)
  const state = await withDatabase(environment.database.url, (database) =>
    addBuyers(
      database,
      { ...prepared, staffToken: pressForStaff() },
      { count: schedule.buyers, press },
    ),
  )
  const generator = stack.use(
    new LoadGenerator(
      { origins, addresses: ADDRESSES, state, seed: SEED },
      {
        onPlacings: (placings) => history.add(placings),
        onSamples: (samples) => {
          for (const { operation, answer } of samples) conformance.check(operation, answer)
        },
      },
    ),
  )
  const parts = stack.move()
  return {
    project,
    schedule,
    environment,
    endpoints,
    client,
    api,
    conformance,
    history,
    state,
    press,
    generator,
    seed: SEED,
    loadBefore,
    signal,
    progress,
    withDatabase: (work) => withDatabase(environment.database.url, work),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  }
}

async function withDatabase<Result>(
  url: string,
  work: (database: pg.Client) => Promise<Result>,
): Promise<Result> {
  const database = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    query_timeout: QUERY_LIMIT_MS,
    application_name: 'archwright-prover',
  })
  // A connection that breaks fails the query under way; nothing else needs to hear of it.
  database.on('error', () => {})
  await database.connect()
  try {
    return await work(database)
  } finally {
    await database.end()
  }
}
