import type { Pgoutput } from 'pg-logical-replication'

import { type CapturedRow, type CloudEvent, cloudEvent, sequenceOf } from './cloud-event.ts'

/** A committed transaction's events, and where its commit ends in the log. */
export interface Commit {
  readonly events: readonly CloudEvent[]
  readonly end: string
}

export interface ReplicationOptions {
  readonly url: string
  readonly slot: string
  readonly source: string
  /** Called for each transaction in the order of commits; nothing more is read until it resolves. */
  commit(commit: Commit, acknowledge: Acknowledge): Promise<void>
  /** Nothing of before is under way: so far the log holds no event. */
  idle(lsn: string, acknowledge: Acknowledge): void
}

/** Tells the server that what ends before is done with, and may be forgotten. */
export type Acknowledge = (end: string) => void

/** Rows of kit.outbox out of the log (pgoutput), until the signal ends it. Rejects when the connection or `commit` fails. */
export async function readReplication(
  { url, slot, source, commit, idle }: ReplicationOptions,
  signal: AbortSignal,
): Promise<void> {
  const { LogicalReplicationService, PgoutputPlugin } = await import('pg-logical-replication')
  const service = new LogicalReplicationService(
    { connectionString: url },
    // Its own clock would acknowledge what was received, whether or not it was written.
    { acknowledge: { auto: false, timeoutSeconds: 0 }, flowControl: { enabled: true } },
  )
  const acknowledge: Acknowledge = (end) => void service.acknowledge(before(end))
  const ended = Promise.withResolvers<void>()
  let rows: CapturedRow[] = []
  let isOpen = false // a transaction is being read
  let broken = false // what comes after a failure would be out of order
  service.on('data', async (_lsn: string, message: Pgoutput.Message) => {
    if (broken) return
    if (message.tag === 'begin') isOpen = true
    if (message.tag === 'insert') rows.push(message.new as CapturedRow) // the publication has one table
    if (message.tag !== 'commit' || !message.commitEndLsn) return
    const end = message.commitEndLsn
    const events = rows.map((row, index) => cloudEvent(source, row, sequenceOf(end, index)))
    rows = []
    isOpen = false
    await commit({ events, end }, acknowledge)
  })
  service.on('heartbeat', (lsn) => {
    if (!isOpen && !broken) idle(lsn, acknowledge)
  })
  service.on('error', (error) => {
    broken = true
    ended.reject(error)
  })
  const stop = () => ended.resolve()
  signal.addEventListener('abort', stop, { once: true })
  try {
    signal.throwIfAborted()
    const plugin = new PgoutputPlugin({ protoVersion: 1, publicationNames: [slot] })
    await Promise.race([service.subscribe(plugin, slot), ended.promise])
  } finally {
    signal.removeEventListener('abort', stop)
    ended.promise.catch(() => {}) // told already, or of no interest any more
    await service.destroy()
  }
}

/** The library adds one to what it is told; a commit may begin right where the one before it ends. */
function before(lsn: string): string {
  const [high = '0', low = '0'] = lsn.split('/')
  const position = (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`) - 1n
  return `${(position >> 32n).toString(16)}/${(position & 0xffff_ffffn).toString(16)}`
}
