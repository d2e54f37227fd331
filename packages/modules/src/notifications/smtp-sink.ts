import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

import { SMTPServer } from 'smtp-server'

export interface Received {
  to: string[]
  /** Headers and body, as they came over the wire. */
  raw: string
}

/** A mail server that keeps what it is given, for tests. */
export interface SmtpSink extends AsyncDisposable {
  readonly url: string
  readonly received: Received[]
  /** Answers the next letters with these codes instead of taking them. */
  refuse(...codes: number[]): void
}

export async function startSmtpSink(): Promise<SmtpSink> {
  const received: Received[] = []
  const refusals: number[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    async onData(stream, { envelope }, done) {
      const raw = await text(stream)
      const responseCode = refusals.shift()
      if (responseCode) {
        done(Object.assign(new Error('not today'), { responseCode }))
        return
      }
      received.push({ to: envelope.rcptTo.map(({ address }) => address), raw })
      done()
    },
  })
  server.on('error', () => {}) // a client that went away
  const listening = server.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  const { port } = listening.address() as AddressInfo // an IP socket has one
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    refuse: (...codes) => refusals.push(...codes),
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
