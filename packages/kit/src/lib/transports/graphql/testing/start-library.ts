import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { startApp } from '../../../app/start-app.ts'
import { defaultWiring, type Wiring } from '../../../app/wiring.ts'
import type { TokenIssuer } from '../../../identity/token-issuer.ts'
import { testDatabase } from '../../../postgres/test-server.ts'
import type { GraphqlWiring } from '../wiring.ts'
import { library } from './library.ts'

/** GraphQL as it suits most tests. */
export const graphqlWiring: GraphqlWiring = {
  maxDepth: 8,
  maxCost: 10_000,
  maxCalls: 10,
  documents: 'any',
  maxSubscriptions: 3,
}

export interface LibraryOptions {
  /** Books; 120 if absent. */
  readonly size?: number
  readonly graphql?: Partial<GraphqlWiring>
  readonly wiring?: Partial<Wiring>
  readonly variables?: Record<string, string>
}

/** A whole process that offers the library as GraphQL. */
export interface LibraryServer extends AsyncDisposable {
  readonly url: string
  /** Names of what was run, one for each run of a handler. */
  readonly runs: string[]
  token(id: string, ...roles: string[]): Promise<string>
  /** Asks by POST. */
  ask(query: string, variables?: object, token?: string): Promise<GraphqlAnswer>
}

export interface GraphqlAnswer {
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into whatever was answered
  readonly data?: any
  readonly errors?: readonly {
    readonly message: string
    readonly path?: readonly (string | number)[]
    readonly extensions: { readonly code: string; readonly status: number; readonly data?: unknown }
  }[]
}

export async function startLibrary(options: LibraryOptions = {}): Promise<LibraryServer> {
  const { size = 120, graphql, wiring, variables } = options
  await using opened = new AsyncDisposableStack()
  const database = opened.use(await testDatabase())
  const folder = opened.adopt(await mkdtemp(join(tmpdir(), 'library-')), (made) =>
    rm(made, { recursive: true }),
  )
  const log = { runs: [] as string[] }
  let issuer: TokenIssuer | undefined
  const app = await startApp({
    modules: {
      library(environment) {
        issuer = environment.tokens
        return library(size, log)
      },
    },
    wiring: {
      ...defaultWiring('books', ['library']),
      limits: {},
      // A machine that other tests keep busy is no reason to refuse.
      shedding: { maxInFlight: 10_000, maxEventLoopDelayMs: 60_000 },
      ...wiring,
      interfaces: { graphql: { ...graphqlWiring, ...graphql } },
    },
    variables: {
      PORT: '0',
      DATABASE_URL: database.url,
      DATA_FOLDER: folder,
      LOG_LEVEL: 'silent',
      ...variables,
    },
    directory: pathToFileURL(`${folder}/`),
  })
  opened.defer(() => app.close())
  const stack = opened.move()
  return {
    url: app.urls.graphql ?? '',
    runs: log.runs,
    token: async (id, ...roles) => (await issuer?.issue({ id, roles }))?.token ?? '',
    ask: (query, asked, token) => post(app.urls.graphql ?? '', { query, variables: asked }, token),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

async function post(url: string, body: object, token?: string): Promise<GraphqlAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify(body),
  })
  return (await response.json()) as GraphqlAnswer
}
