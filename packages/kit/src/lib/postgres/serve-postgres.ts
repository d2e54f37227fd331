import { startPostgres } from './start-postgres.ts'

/** Runs a PostgreSQL for development until SIGTERM or SIGINT; prints {"ready":true,"url":…} on standard output. */
export async function servePostgres(options: {
  directory: string
  port?: number
  /** Whether its log is written so that changes can be captured from it. */
  logicalDecoding?: boolean
}): Promise<void> {
  const { directory, port, logicalDecoding } = options
  const settings = logicalDecoding ? { wal_level: 'logical' } : {}
  const postgres = await startPostgres({ directory, settings, ...(port ? { port } : {}) })
  process.stdout.write(`${JSON.stringify({ ready: true, url: postgres.url })}\n`)
  // A listener for a signal does not keep a process alive, and the server is none of its children.
  const staying = setInterval(() => {}, 60_000)
  await new Promise<void>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => resolve())
  })
  clearInterval(staying)
  await postgres.stop()
}
