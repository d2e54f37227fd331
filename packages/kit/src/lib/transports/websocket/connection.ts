import type { RawData, WebSocket } from 'ws'

import { builtIn, Failure } from '../../contract/failure.ts'
import type { Operation } from '../../contract/operation.ts'
import type { CallSource, Dispatcher } from '../../dispatch/call.ts'
import type { Follow } from '../../dispatch/follow.ts'
import { Followed } from './followed.ts'
import {
  errorAnswer,
  faultAnswer,
  type RpcFault,
  type RpcRequest,
  readMessage,
  resultOf,
} from './json-rpc.ts'
import { Outlet } from './outlet.ts'
import type { SocketCaller } from './socket-caller.ts'
import type { WebSocketWiring } from './wiring.ts'

export interface ConnectionParts {
  readonly socket: WebSocket
  readonly caller: SocketCaller
  readonly from: CallSource
  readonly correlationId: string
  readonly dispatcher: Dispatcher
  readonly follow: Follow
  /** The operations that may be called, by name. */
  readonly offered: ReadonlyMap<string, Operation>
  readonly wiring: WebSocketWiring
  onError(error: unknown): void
}

/** Answers of methods of the protocol itself may have something to set off once they are sent. */
interface Answered {
  readonly result: unknown
  start?(): void
}

/** Closes a socket whose token has expired or whose session has ended. For applications, by RFC 6455 §7.4.2. */
const revokedCode = 4401

/** One socket: JSON-RPC requests in, answers and what it follows out. */
export class Connection {
  readonly #parts: ConnectionParts
  readonly #outlet: Outlet
  readonly #followed: Followed
  readonly #gone = new AbortController()
  #underWay = 0

  constructor(parts: ConnectionParts) {
    this.#parts = parts
    const { socket, follow, wiring } = parts
    this.#outlet = new Outlet(socket)
    this.#followed = new Followed({ follow, outlet: this.#outlet, most: wiring.maxFollowed })
    const leave = parts.caller.guard(({ code }) => socket.close(revokedCode, code))
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary))
    socket.once('close', () => {
      this.#gone.abort()
      this.#followed.end()
      leave()
    })
  }

  tellPlaces(): Promise<void> {
    return this.#followed.tellPlaces()
  }

  #receive(data: RawData, isBinary: boolean): void {
    const { socket, wiring, onError } = this.#parts
    if (isBinary) {
      socket.close(1003, 'send JSON as text')
      return
    }
    this.#underWay += 1
    // Who sends more than it lets be answered waits in the network: nothing piles up here.
    if (this.#underWay >= wiring.maxCalls) socket.pause()
    this.#answer(String(data))
      .catch(onError)
      .finally(() => {
        this.#underWay -= 1
        if (this.#underWay < wiring.maxCalls && socket.isPaused) socket.resume()
      })
  }

  async #answer(text: string): Promise<void> {
    const { batch, requests } = readMessage(text)
    const answers: object[] = []
    const starts: (() => void)[] = []
    for (const request of requests) {
      const { answer, start } = await this.#one(request)
      if (answer) answers.push(answer)
      if (start) starts.push(start)
    }
    const [first] = answers
    if (first) await this.#outlet.send(batch ? answers : first)
    for (const start of starts) start()
  }

  async #one(request: RpcRequest | RpcFault): Promise<{ answer?: object; start?: () => void }> {
    if ('code' in request) return { answer: faultAnswer(request) }
    const { id } = request
    try {
      const { result, start } = await this.#run(request)
      return {
        ...(id === undefined ? {} : { answer: resultOf(id, result) }),
        ...(start ? { start } : {}),
      }
    } catch (error) {
      if (isOurs(error)) this.#parts.onError(error)
      return id === undefined ? {} : { answer: errorAnswer(id, error) }
    }
  }

  async #run({ method, params }: RpcRequest): Promise<Answered> {
    const own = this.#ownMethods[method]
    if (own) return own(params)
    const { caller, from, correlationId, dispatcher, offered } = this.#parts
    const operation = offered.get(method)
    if (!operation) throw builtIn('UNKNOWN_OPERATION')
    const { _meta, ...input } = params
    const { output } = await dispatcher.dispatch({
      operation: method,
      input,
      credentials: caller,
      ...metaOf(_meta),
      correlationId,
      // Only a query stops when its caller leaves: a command that may be committing has to reach its end.
      ...(operation.kind === 'query' ? { signal: this.#gone.signal } : {}),
      from,
    })
    return { result: output }
  }

  // Operations have a dot in their names, so none can be mistaken for these.
  readonly #ownMethods: Readonly<
    Record<string, (params: RpcRequest['params']) => Promise<Answered>>
  > = {
    authenticate: async ({ token }) => {
      const { id, roles } = await this.#parts.caller.authenticate(token)
      return { result: { id, roles } }
    },
    subscribe: async ({ subscription, input = {}, after }) => {
      const { caller, from, correlationId } = this.#parts
      const { answer, start } = await this.#followed.add({
        subscription: String(subscription),
        input,
        ...(after === undefined ? {} : { after: String(after) }),
        credentials: caller,
        correlationId,
        signal: this.#gone.signal,
        from,
      })
      return { result: answer, start }
    },
    unsubscribe: async ({ subscription }) => {
      this.#followed.remove(subscription)
      return { result: {} }
    },
  }
}

interface Meta {
  readonly idempotencyKey?: string
  readonly deadlineMs?: number
  readonly traceparent?: string
}

/** What REST takes from headers comes as `_meta` beside the input. @throws Failure INVALID_INPUT */
function metaOf(given: unknown): Meta {
  const { idempotencyKey, deadlineMs, traceparent } = Object(given) as Record<string, unknown>
  const wrong =
    (idempotencyKey !== undefined && typeof idempotencyKey !== 'string' && 'idempotencyKey') ||
    (deadlineMs !== undefined &&
      !(Number.isInteger(deadlineMs) && Number(deadlineMs) > 0) &&
      'deadlineMs') ||
    (traceparent !== undefined && typeof traceparent !== 'string' && 'traceparent')
  if (wrong) {
    throw builtIn('INVALID_INPUT', {
      data: { problems: [{ path: `/_meta/${wrong}`, problem: 'is not of its type' }] },
    })
  }
  return {
    ...(typeof idempotencyKey === 'string' ? { idempotencyKey } : {}),
    ...(typeof deadlineMs === 'number' ? { deadlineMs } : {}),
    ...(typeof traceparent === 'string' ? { traceparent } : {}),
  }
}

function isOurs(error: unknown): boolean {
  return !(error instanceof Failure)
}
