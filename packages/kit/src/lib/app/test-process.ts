import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import type { Principal } from '../dispatch/principal.ts'
import type { TokenIssuer } from '../identity/token-issuer.ts'
import { testDatabase } from '../postgres/test-server.ts'
import type { Environment, ModuleFactory } from './environment.ts'
import { type App, startApp } from './start-app.ts'
import { defaultWiring, type Wiring } from './wiring.ts'

export interface TestProcessOptions {
  readonly modules: Readonly<Record<string, ModuleFactory>>
  /** Beside the wiring of a laptop without limits, where no machine is too busy. */
  readonly wiring?: Partial<Wiring>
  readonly variables?: Readonly<Record<string, string>>
}

/** A whole process with its ways in, on an empty database and a folder of its own. */
export interface TestProcess extends AsyncDisposable {
  /** It may be closed more than once. */
  readonly app: App
  tokenFor(id: string, ...roles: string[]): Promise<string>
  tokenOf(principal: Principal): Promise<string>
}

export async function startTestProcess(options: TestProcessOptions): Promise<TestProcess> {
  await using opened = new AsyncDisposableStack()
  const database = opened.use(await testDatabase())
  const folder = opened.adopt(await mkdtemp(join(tmpdir(), 'archwright-process-')), (made) =>
    rm(made, { recursive: true }),
  )
  let issuer: TokenIssuer | undefined
  const names = Object.keys(options.modules)
  const app = await startApp({
    modules: withEnvironment(options.modules, ({ tokens }) => {
      issuer = tokens
    }),
    wiring: {
      ...defaultWiring('test', names),
      limits: {},
      shedding: { maxInFlight: 10_000, maxEventLoopDelayMs: 60_000 },
      ...options.wiring,
    },
    variables: {
      PORT: '0',
      GRPC_PORT: '0',
      DATABASE_URL: database.url,
      DATA_FOLDER: folder,
      LOG_LEVEL: 'silent',
      ...options.variables,
    },
    directory: pathToFileURL(`${folder}/`),
  })
  let closing: Promise<void> | undefined
  const close = () => (closing ??= app.close())
  opened.defer(close)
  const tokenOf = async (principal: Principal) => {
    if (!issuer) throw new TypeError('a process without modules issues no tokens')
    return (await issuer.issue(principal)).token
  }
  const stack = opened.move()
  return {
    app: { ...app, close },
    tokenFor: (id, ...roles) => tokenOf({ id, roles }),
    tokenOf,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

/** The same modules; `tell` hears what each is made with. */
function withEnvironment(
  modules: TestProcessOptions['modules'],
  tell: (environment: Environment) => void,
): TestProcessOptions['modules'] {
  return Object.fromEntries(
    Object.entries(modules).map(([name, create]) => [
      name,
      (environment: Environment) => {
        tell(environment)
        return create(environment)
      },
    ]),
  )
}
