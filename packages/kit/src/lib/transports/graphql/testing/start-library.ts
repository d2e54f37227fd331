import { startTestProcess } from '../../../app/test-process.ts'
import type { Wiring } from '../../../app/wiring.ts'
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
  const log = { runs: [] as string[] }
  const running = await startTestProcess({
    modules: { library: () => library(size, log) },
    wiring: {
      system: 'books',
      ...wiring,
      interfaces: { graphql: { ...graphqlWiring, ...graphql } },
    },
    ...(variables ? { variables } : {}),
  })
  const url = running.app.urls.graphql ?? ''
  return {
    url,
    runs: log.runs,
    token: running.tokenFor,
    ask: (query, asked, token) => post(url, { query, variables: asked }, token),
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
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
