import { isIP } from 'node:net'

import { Agent, type Dispatcher } from 'undici'
import { inSpan } from '../telemetry/call-scope.ts'
import { spanOf } from '../telemetry/span.ts'
import { guardedLookup, type Resolve, systemResolve } from './guarded-lookup.ts'
import { checkAddress, checkTarget, hostOf, type TargetRules } from './target.ts'

export interface OutgoingOptions extends TargetRules {
  /** Most time of a whole exchange: name, connection, request and answer. */
  readonly timeoutMs: number
  /** Most connections to one origin. */
  readonly connections: number
  /** For tests: another DNS. */
  readonly resolve?: Resolve
}

export interface OutgoingRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly signal?: AbortSignal
}

/** What came back; of the body only its beginning. */
export interface OutgoingAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly excerpt: string
}

/** Sends to addresses that customers name. */
export interface Outgoing {
  /** Posts once. Throws `TargetRefused`, or the error of the network; an error status is an answer. */
  post(request: OutgoingRequest): Promise<OutgoingAnswer>
  close(): Promise<void>
}

const excerptBytes = 1_024
/** What is read on, so that the connection can be kept; a longer answer is cut off with its connection. */
const readBytes = 65_536
const headerBytes = 16_384

/**
 * Makes the guarded client. Redirects are answers like others, proxies of the environment are not used, compressed
 * answers are not unpacked; each connection is made to an address that was checked.
 */
export function createOutgoing(options: OutgoingOptions): Outgoing {
  const { timeoutMs, connections, resolve = systemResolve } = options
  const agent = new Agent({
    connections,
    pipelining: 1,
    maxHeaderSize: headerBytes,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connect: { timeout: timeoutMs, lookup: guardedLookup(options, resolve) },
  })
  return {
    async post({ url, headers, body, signal }) {
      const target = checkTarget(url, options)
      const host = hostOf(target)
      if (isIP(host) !== 0) checkAddress(host, options) // sockets look up names only
      const limit = AbortSignal.timeout(timeoutMs)
      const kind = spanOf('POST', 'CLIENT', {
        'http.request.method': 'POST',
        'server.address': target.hostname,
      })
      const answer = await inSpan(kind, async (span) => {
        const answer = await agent.request({
          origin: target.origin,
          path: target.pathname + target.search,
          method: 'POST',
          headers: { ...headers },
          body,
          signal: signal ? AbortSignal.any([signal, limit]) : limit,
        })
        span?.note('http.response.status_code', answer.statusCode)
        return answer
      })
      const excerpt = await beginningOf(answer.body)
      return { status: answer.statusCode, headers: answer.headers, excerpt }
    },
    close: () => agent.destroy(),
  }
}

async function beginningOf(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = []
  let read = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    if (read < excerptBytes) chunks.push(chunk.subarray(0, excerptBytes - read))
    read += chunk.length
    if (read > readBytes) break // leaving the loop destroys the stream
  }
  // NUL and broken characters cannot be kept as text.
  return Buffer.concat(chunks).toString('utf8').replaceAll('\0', '\uFFFD')
}
