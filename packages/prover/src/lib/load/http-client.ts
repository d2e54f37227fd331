import { setTimeout as wait } from 'node:timers/promises'

import { type Dispatcher, Pool } from 'undici'

import { type Balancer, createBalancer } from './balancer.ts'
import type { Answer, Attempt, Call, Outcome } from './call.ts'
import { watchReadiness } from './readiness.ts'

/** The client gives a call up after this long, counted from its first attempt. */
export const CALL_LIMIT_MS = 10_000
const ATTEMPT_LIMIT_MS = 6_000
const BACKOFF_MS = 40
const MAX_BACKOFF_MS = 1_000
const CONNECTIONS_PER_ADDRESS = 32

export interface HttpClientOptions {
  /** Base URLs of the replicas. */
  origins: readonly string[]
  /** How many client addresses (127.0.0.1, 127.0.0.2, …) to come from; Linux only, elsewhere one. */
  addresses?: number
  /** False: one attempt per call, as probes need it. */
  retries?: boolean
  /** Whether only processes that say they are ready are called, where there are any. */
  watchesReadiness?: boolean
}

/**
 * Plays the clients and the load balancer before the replicas. A call that meets a refused or broken
 * connection is repeated on another replica when a repeat is harmless (a read, an idempotent method, an
 * Idempotency-Key, or nothing was sent); 503 and 429 are repeated after Retry-After. Same key each time.
 */
export class HttpClient {
  readonly #pools: Pool[][]
  readonly #balancer: Balancer
  readonly #retries: boolean
  readonly #watch: Disposable | undefined

  constructor({ origins, addresses = 1, retries = true, watchesReadiness }: HttpClientOptions) {
    const many = process.platform === 'linux' ? addresses : 1
    this.#pools = origins.map((origin) =>
      Array.from({ length: many }, (_, index) => createPool(origin, `127.0.0.${index + 1}`)),
    )
    this.#balancer = createBalancer(origins.length, Date.now)
    this.#retries = retries
    this.#watch = watchesReadiness
      ? watchReadiness(origins, (replica, readiness) => this.#balancer.hear(replica, readiness))
      : undefined
  }

  async send(call: Call): Promise<Outcome> {
    const attempts: Attempt[] = []
    const giveUpAt = Date.now() + CALL_LIMIT_MS
    for (;;) {
      const replica = this.#balancer.choose(attempts.at(-1)?.replica)
      const { attempt, answer } = await this.#attempt(call, replica)
      attempts.push(attempt)
      const pauseMs = this.#retries ? pauseBeforeRepeat(call, attempts, answer) : undefined
      if (pauseMs === undefined || Date.now() + pauseMs > giveUpAt) {
        return answer ? { attempts, answer } : { attempts }
      }
      await wait(pauseMs)
    }
  }

  async close(): Promise<void> {
    this.#watch?.[Symbol.dispose]()
    await Promise.all(this.#pools.flat().map((pool) => pool.destroy()))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #attempt(call: Call, replica: number): Promise<{ attempt: Attempt; answer?: Answer }> {
    const pools = this.#pools[replica] ?? []
    const pool = pools[call.client % pools.length] as Pool // replica and client index are in range
    const at = Date.now()
    const started = performance.now()
    try {
      const answer = await exchange(pool, call)
      const ms = performance.now() - started
      return { attempt: { at, replica, ms, status: answer.status }, answer }
    } catch (error) {
      const code = errorCode(error)
      if (code !== 'UND_ERR_HEADERS_TIMEOUT') this.#balancer.reportDown(replica)
      return { attempt: { at, replica, ms: performance.now() - started, error: code } }
    }
  }
}

function createPool(origin: string, localAddress: string): Pool {
  const address = process.platform === 'linux' ? { localAddress } : {}
  return new Pool(origin, { ...address, connections: CONNECTIONS_PER_ADDRESS, pipelining: 1 })
}

/** Pause in ms before the call is repeated; undefined when it is not. */
function pauseBeforeRepeat(call: Call, attempts: Attempt[], answer?: Answer): number | undefined {
  if (answer?.status === 503 || answer?.status === 429) {
    const seconds = Number(answer.headers['retry-after'])
    return Number.isFinite(seconds) ? seconds * 1000 : backoff(attempts.length)
  }
  if (answer) return undefined
  return isRepeatable(call, attempts.at(-1)?.error) ? backoff(attempts.length) : undefined
}

function backoff(tries: number): number {
  return Math.min(BACKOFF_MS * 2 ** (tries - 1), MAX_BACKOFF_MS)
}

// Of the contract's own PUT, PATCH and DELETE operations each names its effect, so a repeat finds it done.
const notSent = new Set(['ECONNREFUSED', 'UND_ERR_CONNECT_TIMEOUT'])

function isRepeatable({ method, headers }: Call, error = ''): boolean {
  return method !== 'POST' || 'idempotency-key' in headers || notSent.has(error)
}

function exchange(pool: Pool, { method, path, headers, body }: Call): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const limits = { headersTimeout: ATTEMPT_LIMIT_MS, bodyTimeout: ATTEMPT_LIMIT_MS }
    pool.dispatch(
      { method, path, headers, body: body ?? null, ...limits },
      collect(resolve, reject),
    )
  })
}

/** Undici's own request() makes a stream per answer; the generator cannot afford that. */
function collect(
  resolve: (answer: Answer) => void,
  reject: (error: Error) => void,
): Dispatcher.DispatchHandler {
  const chunks: Buffer[] = []
  let status = 0
  let headers: Answer['headers'] = {}
  return {
    onRequestStart() {},
    onResponseStart(_controller, statusCode, received) {
      status = statusCode
      headers = received as Answer['headers'] // repeated headers come as arrays; none that we read is
    },
    onResponseData(_controller, chunk) {
      chunks.push(chunk)
    },
    onResponseEnd() {
      const [only] = chunks
      const text = (chunks.length === 1 && only ? only : Buffer.concat(chunks)).toString()
      resolve({ status, headers, text })
    },
    onResponseError(_controller, error) {
      reject(error)
    },
  }
}

function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'code' in error ? String(error.code) : error.name
}
