import { Failure, type FailureKind } from '../../contract/failure.ts'
import { deepestJson, isTooDeep } from '../../protection/json-depth.ts'
import { problemOf } from '../rest/problem.ts'

/** JSON-RPC 2.0 (https://www.jsonrpc.org/specification). */

export type RpcId = string | number | null

export interface RpcRequest {
  /** Absent in a notification: nobody waits for an answer. */
  readonly id?: RpcId
  readonly method: string
  readonly params: Readonly<Record<string, unknown>>
}

/** A message that is none: what is wrong with it, and whom to tell. */
export interface RpcFault {
  readonly id: RpcId
  readonly code: number
  readonly message: string
}

const parseError = { code: -32700, message: 'The message is not valid JSON.' }
const tooDeep = { code: -32700, message: `The message nests more than ${deepestJson} levels.` }
const invalidRequest = { code: -32600, message: 'The message is no JSON-RPC 2.0 request.' }
const invalidParams = { code: -32602, message: 'Give params by name, as an object.' }

/** The requests of a message, in its order; a batch has several. */
export function readMessage(text: string): {
  batch: boolean
  requests: (RpcRequest | RpcFault)[]
} {
  let parsed: unknown
  if (isTooDeep(text)) return { batch: false, requests: [{ id: null, ...tooDeep }] }
  try {
    parsed = JSON.parse(text)
  } catch {
    return { batch: false, requests: [{ id: null, ...parseError }] }
  }
  if (!Array.isArray(parsed)) return { batch: false, requests: [readRequest(parsed)] }
  if (parsed.length === 0) return { batch: false, requests: [{ id: null, ...invalidRequest }] }
  return { batch: true, requests: parsed.map(readRequest) }
}

function readRequest(value: unknown): RpcRequest | RpcFault {
  const { jsonrpc, id, method, params = {} } = Object(value) as Record<string, unknown>
  const hasId = id === undefined || id === null || typeof id === 'string' || typeof id === 'number'
  const isRequest = jsonrpc === '2.0' && typeof method === 'string' && hasId
  if (!isRequest) return { id: hasId ? (id ?? null) : null, ...invalidRequest }
  if (typeof params !== 'object' || params === null || Array.isArray(params))
    return { id: id ?? null, ...invalidParams }
  const named = params as Record<string, unknown> // an object, by the line above
  return id === undefined ? { method, params: named } : { id, method, params: named }
}

export function resultOf(id: RpcId, result: unknown): object {
  return { jsonrpc: '2.0', id, result: result ?? null }
}

export function notificationOf(method: string, params: object): object {
  return { jsonrpc: '2.0', method, params }
}

export function faultAnswer({ id, code, message }: RpcFault): object {
  return { jsonrpc: '2.0', id, error: { code, message } }
}

/** The one table from a failure's kind to its JSON-RPC code; the specification leaves -32000 to -32099 to the server. */
const codeOfKind: Readonly<Record<FailureKind, number>> = {
  invalid: -32602,
  unauthenticated: -32001,
  declined: -32002,
  forbidden: -32003,
  'not-found': -32004,
  conflict: -32009,
  precondition: -32012,
  mismatch: -32022,
  'too-many': -32029,
  internal: -32603,
  unavailable: -32053,
  timeout: -32054,
}

/** Whatever was thrown, as an answer; `error.data` is the problem that REST would answer with (RFC 9457). */
export function errorAnswer(id: RpcId, thrown: unknown): object {
  const { code, kind, retryAfterSeconds } =
    thrown instanceof Failure ? thrown : new Failure('INTERNAL', 'internal')
  const problem = problemOf(thrown)
  return {
    jsonrpc: '2.0',
    id,
    error: {
      code: code === 'UNKNOWN_OPERATION' ? -32601 : codeOfKind[kind],
      message: problem.detail ?? problem.title,
      data: { ...problem, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) },
    },
  }
}
