import { connect, createServer } from 'node:net'

/** A PostgreSQL as seen through a wire on which somebody counts. */
export interface CountedPostgres extends AsyncDisposable {
  readonly url: string
  /** Texts of the statements that were run since the last look, on any connection. */
  take(): string[]
}

/** Stands between a process and PostgreSQL and reads what passes (protocol 3.0, PostgreSQL documentation §54). */
export async function countStatements(url: string): Promise<CountedPostgres> {
  const { hostname, port } = new URL(url)
  const ran: string[] = []
  const server = createServer((client) => {
    const upstream = connect(Number(port || 5432), hostname)
    const read = messageReader(ran)
    client.on('data', (data: Buffer) => {
      read(data)
      upstream.write(data)
    })
    upstream.on('data', (data: Buffer) => client.write(data))
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('close', () => other.destroy())
      one.on('error', () => other.destroy())
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const counted = new URL(url)
  counted.hostname = '127.0.0.1'
  counted.port = String(typeof address === 'object' && address ? address.port : 0)
  return {
    url: counted.href,
    take: () => ran.splice(0),
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** Follows one connection: Parse names a statement, Bind runs it. */
function messageReader(ran: string[]): (data: Buffer) => void {
  const texts = new Map<string, string>()
  let waiting = Buffer.alloc(0)
  let started = false
  return (data) => {
    waiting = Buffer.concat([waiting, data])
    for (;;) {
      const head = started ? 1 : 0 // the first message has no type
      if (waiting.length < head + 4) return
      const end = head + waiting.readInt32BE(head)
      if (waiting.length < end) return
      const [first = '', second = ''] = waiting
        .subarray(head + 4, end)
        .toString()
        .split('\0', 2)
      const type = started ? String.fromCharCode(waiting[0] ?? 0) : ''
      if (type === 'P') texts.set(first, second)
      if (type === 'B') ran.push(texts.get(second) ?? '')
      if (type === 'Q') ran.push(first)
      started = true
      waiting = waiting.subarray(end)
    }
  }
}
