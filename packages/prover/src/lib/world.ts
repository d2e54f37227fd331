import { mkdir } from 'node:fs/promises'
import { loadavg } from 'node:os'
import path from 'node:path'

import pg from 'pg'

import { type Api, createApi } from './contracts/api.ts'
import { type Conformance, createConformance } from './contracts/conformance.ts'
import { type Endpoint, endpointsOf } from './contracts/openapi.ts'
import { routesOf } from './contracts/requests.ts'
import { type Environment, startEnvironment } from './environment/environment.ts'
import { HttpClient } from './load/http-client.ts'
import type { ProveOptions, Schedule } from './options.ts'
import type { ProvableProject } from './project.ts'

/** Client addresses; limits per address are part of what is proved, so clients come from several. */
export const ADDRESSES = 64
const QUERY_LIMIT_MS = 60_000

/** A running project with all that is around it, asked from outside; nobody has called it yet. */
export interface World {
  project: ProvableProject
  schedule: Schedule
  environment: Environment
  /** The project's evidence folder. */
  folder: string
  endpoints: Endpoint[]
  client: HttpClient
  api: Api
  conformance: Conformance
  /** What else kept the machine busy: its load average before anything was started. */
  loadBefore: number
  signal: AbortSignal
  progress(line: string): void
  /** Works with the project's database, on a connection of its own. */
  withDatabase<Result>(work: (database: pg.Client) => Promise<Result>): Promise<Result>
  [Symbol.asyncDispose](): Promise<void>
}

export async function openWorld(
  project: ProvableProject,
  schedule: Schedule,
  { signal, progress }: Required<Pick<ProveOptions, 'signal' | 'progress'>>,
): Promise<World> {
  const [loadBefore = 0] = loadavg()
  await using stack = new AsyncDisposableStack()
  const folder = path.join(project.directory, 'evidence')
  await mkdir(folder, { recursive: true })
  const environment = stack.use(
    await startEnvironment(project, { logs: path.join(folder, 'logs'), signal, progress }),
  )
  const origins = environment.replicas.map(({ origin }) => origin)
  const client = stack.use(new HttpClient({ origins, addresses: ADDRESSES }))
  const endpoints = endpointsOf(project.openapi)
  const conformance = createConformance(project.openapi)
  const parts = stack.move()
  return {
    project,
    schedule,
    environment,
    folder,
    endpoints,
    client,
    api: createApi(client, routesOf(endpoints), conformance),
    conformance,
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
