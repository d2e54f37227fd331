import type { CaptureWiring, DatabaseWiring } from '../app/wiring.ts'
import { openDatabase } from '../data/database.ts'
import { type Address, addressNow } from '../data/pool.ts'
import { Capture } from './capture.ts'
import { openSink } from './sinks.ts'

export interface CaptureSources {
  readonly system: string
  readonly capture: CaptureWiring
  /** Where the events go; undefined: nowhere, and the log is not kept for them. */
  readonly sink: string | undefined
  /** Who logs in there needs the right to replicate, and to publish kit.outbox. */
  readonly databaseUrl: Address
  readonly database: DatabaseWiring
  readonly now: () => Date
  warn(message: string, details: object): void
}

export interface RunningCapture {
  lagBytes(): number
  close(): Promise<void>
}

/** Starts to carry events outside where the wiring asks for it and the environment says where to. */
export function openCapture(sources: CaptureSources): RunningCapture | undefined {
  const { system, sink, capture: wiring, databaseUrl, now, warn } = sources
  if (sink === undefined) {
    warn('CAPTURE_SINK is not set: changes are not captured', {})
    return undefined
  }
  // Not as the role of tenants: that one may not replicate.
  const database = openDatabase(databaseUrl, { ...sources.database, poolSize: 2 })
  const capture = new Capture({
    slot: `${system.toLowerCase().replace(/[^a-z0-9]+/g, '_')}_events`,
    source: `/${encodeURIComponent(system)}`,
    maxLagBytes: wiring.maxLagBytes,
    url: () => addressNow(databaseUrl),
    database,
    sink: openSink(sink),
    now,
    warn,
  })
  capture.start()
  return {
    lagBytes: () => capture.lagBytes,
    async close() {
      await capture.stop()
      await database.close()
    },
  }
}
