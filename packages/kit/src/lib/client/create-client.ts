import { type Operation, restOf } from '../contract/operation.ts'
import type { Subscription } from '../contract/subscription.ts'
import { type Connection, callOperation } from './call-operation.ts'
import { ClientFailure } from './client-failure.ts'
import type { CallOptions, Client, FollowOptions } from './client-types.ts'
import { followSubscription } from './follow-subscription.ts'
import { createRepeats } from './repeats.ts'
import type { UseRecorder } from './use-recorder.ts'

export interface ClientOptions {
  /** Base URL of the backend, without /v1. */
  readonly url: string
  /** Access token, or where to get the one of now; a guest if absent. */
  readonly token?: string | (() => string | undefined | Promise<string | undefined>)
  readonly fetch?: typeof fetch
  /** In [0, 1); Math.random if absent. */
  readonly random?: () => number
  /** Watches what is used, for consumer contract tests. */
  readonly recorder?: UseRecorder
}

type Fields = Readonly<Record<string, unknown>>

/**
 * Makes a client of what contracts offer: `createClient({ orders }, { url }).orders.placeOrder({ … })`, where `orders`
 * is the module of its contract (`import * as orders from './modules/orders/contract.ts'`).
 */
export function createClient<const Contracts extends Readonly<Record<string, object>>>(
  contracts: Contracts,
  { url, token, recorder, random = Math.random, ...options }: ClientOptions,
): Client<Contracts> {
  const connection: Connection = {
    url: url.replace(/\/+$/, ''),
    fetch: options.fetch ?? ((...request) => fetch(...request)),
    repeats: createRepeats(random),
    token: async () => (typeof token === 'function' ? token() : token),
  }
  const modules = Object.entries(contracts).map(([name, contract]) => [
    name,
    Object.fromEntries(
      Object.entries(contract).flatMap(([key, declared]) => {
        const face = faceOf(connection, declared, recorder)
        return face ? [[key, face]] : []
      }),
    ),
  ])
  return Object.fromEntries(modules) as Client<Contracts> // one face per offered export, just above
}

/** Undefined for what is not offered: schemas, events, internal operations. */
function faceOf(connection: Connection, declared: unknown, recorder: UseRecorder | undefined) {
  if (isKind<Subscription>(declared, 'subscription')) {
    const { rest: route } = declared
    if (route === undefined) return undefined
    return (input: Fields = {}, options: FollowOptions = {}) =>
      followSubscription(connection, { subscription: declared, route }, input, options)
  }
  if (!isKind<Operation>(declared, 'command', 'query') || declared.access === 'internal')
    return undefined
  return callerOf(connection, declared, recorder)
}

function callerOf(connection: Connection, operation: Operation, recorder?: UseRecorder) {
  const rest = restOf(operation)
  if (!rest) return undefined
  const { name } = operation
  const call = async (input: Fields, options: CallOptions = {}): Promise<unknown> => {
    recorder?.sent(name, input)
    try {
      const output = await callOperation(connection, { operation, rest, input }, options)
      return recorder ? recorder.watch(name, output) : output
    } catch (error) {
      if (error instanceof ClientFailure) recorder?.failed(name, error.code)
      throw error
    }
  }
  return Object.assign(call, {
    result: (input: Fields, options?: CallOptions) => resultOf(call(input, options)),
    all: (input: Fields, options?: CallOptions) => itemsOf((next) => call(next, options), input),
  })
}

async function resultOf(output: Promise<unknown>) {
  try {
    return { ok: true, output: await output }
  } catch (failure) {
    if (failure instanceof ClientFailure) return { ok: false, failure }
    throw failure
  }
}

interface Page {
  readonly items: readonly unknown[]
  readonly nextCursor: string | null
}

async function* itemsOf(call: (input: Fields) => Promise<unknown>, input: Fields) {
  let page = (await call(input)) as Page // of a paged query
  for (;;) {
    yield* page.items
    if (page.nextCursor === null) return
    page = (await call({ ...input, cursor: page.nextCursor })) as Page
  }
}

function isKind<Declared>(value: unknown, ...kinds: string[]): value is Declared {
  return typeof value === 'object' && value !== null && kinds.includes(Object(value).kind)
}
