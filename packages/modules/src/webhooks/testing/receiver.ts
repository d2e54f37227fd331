import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** A message as it arrived. */
export interface Arrived {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Answers a message, or leaves it without an answer. */
export type Answer = (response: ServerResponse, arrived: Arrived) => void

/** A real HTTP server that hears webhooks. */
export interface Receiver extends AsyncDisposable {
  readonly url: string
  readonly arrived: readonly Arrived[]
  answer: Answer
}

export const accept: Answer = (response) => void response.writeHead(204).end()

/** Never answers: its sender waits until its own limit. */
export const hang: Answer = () => {}

export function answerWith(status: number, headers: Record<string, string> = {}): Answer {
  return (response) => void response.writeHead(status, headers).end(`answered ${status}`)
}

export async function startReceiver(answer: Answer = accept): Promise<Receiver> {
  const arrived: Arrived[] = []
  const server = createServer(async (request, response) => {
    const one = { headers: request.headers, body: await text(request) }
    arrived.push(one)
    receiver.answer(response, one)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/hook`,
    arrived,
    answer,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return receiver
}
