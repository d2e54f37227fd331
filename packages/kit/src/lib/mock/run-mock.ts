import { inertEnvironment } from '../app/environment.ts'
import { readSettings } from '../app/settings.ts'
import type { AppOptions } from '../app/start-app.ts'
import { createMockServer } from './create-mock-server.ts'

/** Serves the mock of a project until it is ended; takes PORT, HOST and CORS_ORIGINS. Prints one JSON line when it is ready. */
export async function runMock({
  modules,
  wiring,
  variables,
  directory,
}: AppOptions): Promise<void> {
  const { port, host, corsOrigins } = readSettings(
    { ...variables, NODE_ENV: 'development' },
    directory,
    Object.keys(wiring.processes),
  )
  const server = await createMockServer({
    modules: Object.values(modules).map((create) => create(inertEnvironment)),
    title: `${wiring.system} (mock)`,
    http: { corsOrigins },
  })
  const base = await server.listen(port, host)
  const urls = { base, api: `${base}/v1`, docs: `${base}/v1/docs` }
  process.stdout.write(`${JSON.stringify({ ready: true, urls })}\n`)
}
