import { Failure } from '../../contract/failure.ts'
import type { Operation } from '../../contract/operation.ts'
import type { Authenticate, Credentials, Dispatcher } from '../../dispatch/call.ts'
import type { Follow } from '../../dispatch/follow.ts'
import type { Principal } from '../../dispatch/principal.ts'

/** The path, as requests need it. */
export interface PathParts {
  readonly dispatcher: Dispatcher
  readonly authenticate: Authenticate
  readonly follow: Follow
}

/** What all calls of one request have in common. */
export interface RequestFacts {
  readonly credentials: Credentials
  readonly address: string
  readonly correlationId: string
  /** How long the caller waits, milliseconds. */
  readonly deadlineMs?: number
  readonly traceparent?: string
  /** Aborted when the caller leaves. */
  readonly signal: AbortSignal
}

/**
 * One request on its way through the path.
 *
 * Each field of Query and Mutation is a call from outside like one over REST: admitted, authenticated, charged to its
 * budget. What objects refer to is asked for the same caller and with no more rights, but inside of work that was let
 * in: charged nothing more, because the limits on the document bound how much of it there is.
 */
export class RequestContext {
  readonly #path: PathParts
  readonly #facts: RequestFacts
  readonly #referred = new Map<string, Promise<unknown>>()
  #principal: Promise<Principal> | undefined

  constructor(path: PathParts, facts: RequestFacts) {
    this.#path = path
    this.#facts = facts
  }

  async call(operation: Operation, input: unknown, idempotencyKey?: string): Promise<unknown> {
    const { signal, address, ...facts } = this.#facts
    // What was read before a change may not answer for what is read after it.
    if (operation.kind === 'command') this.#referred.clear()
    const { output } = await this.#path.dispatcher.dispatch({
      ...facts,
      operation: operation.name,
      input,
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
      // Only a query stops when its caller leaves: a command that may be committing has to reach its end.
      ...(operation.kind === 'query' ? { signal } : {}),
      from: { transport: 'graphql', address },
    })
    return output
  }

  /** What a value refers to; null where that is not there, or not for this caller to know of. Asked once per request. */
  refer(operation: Operation, field: string, value: unknown): Promise<unknown> {
    const key = `${operation.name} ${JSON.stringify(value)}`
    const known = this.#referred.get(key)
    if (known) return known
    const asked = this.#ask(operation, { [field]: value }).catch(nullWhenNotThere)
    this.#referred.set(key, asked)
    return asked
  }

  follow(subscription: string, input: unknown, after?: string): ReturnType<Follow> {
    const { address, ...facts } = this.#facts
    return this.#path.follow({
      ...facts,
      subscription,
      input,
      ...(after === undefined ? {} : { after }),
      from: { transport: 'graphql', address },
    })
  }

  async #ask(operation: Operation, input: unknown): Promise<unknown> {
    const { address: _address, credentials, ...facts } = this.#facts
    this.#principal ??= this.#path.authenticate(credentials)
    const { output } = await this.#path.dispatcher.dispatch({
      ...facts,
      operation: operation.name,
      input,
      principal: await this.#principal,
      from: { transport: 'local' },
    })
    return output
  }
}

/** What is not there is null where it is only referred to. */
export function nullWhenNotThere(error: unknown): null {
  if (error instanceof Failure && error.kind === 'not-found') return null
  throw error
}
