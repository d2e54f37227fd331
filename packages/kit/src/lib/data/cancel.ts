import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

import type pg from 'pg'

/** CancelRequest of PostgreSQL's protocol: length, code 1234 5678, process id, secret key. */
const requestCode = 80_877_102
const requestBytes = 16

/** Enough for a server that answers at all; without the cancellation `statement_timeout` ends the statement. */
const limitMs = 2_000

/**
 * Asks PostgreSQL to cancel what a connection runs at the moment; nothing happens when it runs nothing. Resolves when
 * the server has passed it on: a statement that is sent after that is safe from it.
 */
export async function cancelStatement(client: pg.ClientBase): Promise<void> {
  // @types/pg leaves these out: pg keeps them for its own cancel, which opens a whole session's objects.
  const { processID, secretKey, connection } = client as pg.Client & Cancellable
  if (!processID) return
  const request = Buffer.alloc(requestBytes)
  ;[requestBytes, requestCode, processID, secretKey].forEach((value, index) => {
    request.writeInt32BE(value, 4 * index)
  })
  const socket = beside(connection.stream as Socket, client as pg.Client)
  const signal = AbortSignal.timeout(limitMs)
  try {
    socket.end(request)
    socket.resume()
    await once(socket, 'close', { signal })
  } catch {
    // The server is away or too slow, and the statement with it.
  } finally {
    socket.destroy()
  }
}

interface Cancellable {
  readonly processID: number | null
  readonly secretKey: number
}

/** A connection to where another one leads: behind one name there may be several servers. */
function beside(stream: Socket, { host, port }: pg.Client): Socket {
  const { remoteAddress, remotePort } = stream
  if (remoteAddress !== undefined && remotePort !== undefined) {
    return connect(remotePort, remoteAddress)
  }
  return connect(`${host}/.s.PGSQL.${port}`)
}

/**
 * Runs something on a connection until it is done or the signal says that nobody waits for it any more; then what it
 * runs in PostgreSQL is cancelled, and the reason of the signal is thrown. The connection is usable afterwards.
 */
export async function runUntil<Result>(
  signal: AbortSignal,
  client: pg.ClientBase,
  run: () => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted()
  let cancelled: Promise<void> | undefined
  const cancel = () => {
    cancelled = cancelStatement(client)
  }
  signal.addEventListener('abort', cancel)
  try {
    return await run()
  } catch (error) {
    throw signal.aborted ? signal.reason : error
  } finally {
    signal.removeEventListener('abort', cancel)
    await cancelled // so that it does not hit what runs next on this connection
  }
}
