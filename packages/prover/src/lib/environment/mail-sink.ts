import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Readable } from 'node:stream'

import { SMTPServer } from 'smtp-server'

export interface Mail {
  messageId: string
  /** Headers and body as received. */
  text: string
}

/** A real SMTP server that keeps what it is given. */
export interface MailSink {
  url: string
  mails: readonly Mail[]
  [Symbol.asyncDispose](): Promise<void>
}

export async function startMailSink(): Promise<MailSink> {
  const mails: Mail[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onData: (stream, _session, accept) => {
      readAll(stream).then((text) => {
        mails.push({ messageId: messageIdOf(text), text })
        accept()
      }, accept)
    },
  })
  // A killed client breaks its connection; that is no fault of the sink.
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo // a TCP server, listening
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

async function readAll(stream: Readable): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

function messageIdOf(text: string): string {
  return /^message-id:\s*(\S+)/im.exec(text)?.[1] ?? ''
}
