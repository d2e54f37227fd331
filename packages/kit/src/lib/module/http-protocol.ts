import type { IncomingMessage, ServerResponse } from 'node:http'

import type { LimitClass } from '../contract/operation.ts'
import type { BackgroundContext } from './background.ts'

/**
 * A protocol over HTTP whose messages others have set, such as OAuth's: they are no operations of ours. The library that
 * speaks it answers at its own paths, and asks the module's operations for what it needs to know.
 */
export interface HttpProtocol {
  readonly name: `${string}.${string}`
  /** What it answers at; `/*` at the end stands for all below. */
  readonly paths: readonly [string, ...string[]]
  /** Budget of its sender's address that a request which may change something is charged to. */
  readonly limit: LimitClass
  /** Starts it, once the module has started. */
  open(context: BackgroundContext): Promise<HttpListener>
}

/** Answers a request whose body was not read. Errors are its own to answer. */
export type HttpListener = (request: IncomingMessage, response: ServerResponse) => Promise<void>
