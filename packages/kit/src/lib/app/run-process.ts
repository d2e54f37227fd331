import { isConnectionError } from '../data/database.ts'
import { withoutSecrets } from '../telemetry/known-secrets.ts'
import { tracesPath } from '../telemetry/traces-page.ts'
import { type AppOptions, startApp } from './start-app.ts'

/**
 * Runs a process of a system until SIGTERM or SIGINT, which drain it. Prints one JSON line when it is ready:
 * {"ready":true,"urls":{…}}. A start that fails prints why and exits with 1.
 */
export async function runProcess(options: AppOptions): Promise<void> {
  // A log on a full disk, or a reader that left: the lines are lost, the process goes on.
  for (const output of [process.stdout, process.stderr]) output.on('error', () => {})
  process.report.excludeEnv = true // a diagnostic report would hold the variables
  const app = await startApp(options).catch(giveUp)
  process.on('unhandledRejection', (error) => {
    // Libraries that work in the background meet a lost connection where nobody awaits them; they try again.
    if (!isConnectionError(error)) giveUp(error)
    process.stderr.write(
      `${JSON.stringify({ level: 'warn', msg: 'background work lost its connection', error: withoutSecrets(error.message) })}\n`,
    )
  })
  let closing = false
  const close = () => {
    if (closing) return // a terminal may send its signal twice
    closing = true
    limited(app.close(), 3 * options.wiring.shutdown.deadlineMs).then(() => process.exit(0), giveUp)
  }
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, close)
  const urls = {
    api: `${app.url}/v1`,
    docs: `${app.url}/v1/docs`,
    openapi: `${app.url}/v1/openapi.json`,
    metrics: `${app.url}/metrics`,
    ...(options.variables.NODE_ENV === 'production' ? {} : { traces: `${app.url}${tracesPath}` }),
    ...app.urls,
  }
  process.stdout.write(`${JSON.stringify({ ready: true, urls: { base: app.url, ...urls } })}\n`)
}

function giveUp(error: unknown): never {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`${withoutSecrets(text)}\n`)
  process.exit(1)
}

async function limited(work: Promise<void>, limitMs: number): Promise<void> {
  const timer = setTimeout(() => giveUp(new Error(`not drained within ${limitMs} ms`)), limitMs)
  await work
  clearTimeout(timer)
}
