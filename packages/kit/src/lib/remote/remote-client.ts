import type { PeerCertificate } from 'node:tls'

import { Pool } from 'undici'

import { builtIn } from '../contract/failure.ts'
import { moduleOf, type Operation } from '../contract/operation.ts'
import type { OutboxRow } from '../data/outbox.ts'
import type { Call, Dispatcher, Reply } from '../dispatch/call.ts'
import { guest } from '../dispatch/principal.ts'
import { currentScope, currentTraceparent, inSpan } from '../telemetry/call-scope.ts'
import { type SpanOf, spanOf } from '../telemetry/span.ts'
import { processIn } from './peer.ts'
import type { ServiceTls } from './service-tls.ts'
import { fromWire, type WireAnswer, type WireCall } from './wire.ts'

export interface RemoteParts {
  /** Operations of all modules, to know what may be retried. */
  readonly operations: ReadonlyMap<string, Operation>
  /** Base URL of the process that hosts a module; undefined for modules nobody hosts. */
  urlOf(module: string): string | undefined
  /** Shared by the processes of a system; the first of them is shown. Absent where certificates prove it. */
  token?: (() => string) | undefined
  /** Speaks mutual TLS; absent: plain HTTP. */
  tls?: ClientTls | undefined
}

export interface ClientTls {
  readonly service: ServiceTls
  readonly trustDomain: string
  /** The process that hosts a module, and whose certificate must be shown. */
  processOf(module: string): string | undefined
}

/** Other processes of the system, asked like modules of this one. */
export interface Remote extends Dispatcher {
  /** Hands events to a listener of another process; its inbox removes repeats. */
  deliver(listener: string, rows: readonly OutboxRow[]): Promise<void>
  close(): Promise<void>
}

const defaultDeadlineMs = 5_000
const tries = 2

export function createRemote(parts: RemoteParts): Remote {
  const pools = new Map<string, Pool>()

  function poolOf(module: string): Pool {
    const url = parts.urlOf(module)
    if (!url) throw builtIn('UNAVAILABLE', { says: `No process hosts the module ${module}.` })
    const known =
      pools.get(url) ?? new Pool(url, { ...poolOptions, ...connectOf(parts.tls, module) })
    pools.set(url, known)
    return known
  }
  // Connections by the certificate before end with what they carry.
  parts.tls?.service.onRenewed(() => {
    for (const pool of pools.values()) pool.close().catch(() => {}) // it was broken already
    pools.clear()
  })

  async function post(
    module: string,
    path: string,
    body: object,
    deadlineMs: number,
  ): Promise<WireAnswer> {
    const { statusCode, body: answer } = await poolOf(module).request({
      method: 'POST',
      path,
      headers: {
        'content-type': 'application/json',
        ...(parts.token ? { authorization: `Bearer ${firstOf(parts.token())}` } : {}),
      },
      body: JSON.stringify(body),
      headersTimeout: deadlineMs,
      bodyTimeout: deadlineMs,
    })
    if (statusCode !== 200) {
      await answer.dump()
      throw builtIn('UNAVAILABLE', {
        says: `The process of ${module} answered ${statusCode}.`,
        retryAfterSeconds: 1,
      })
    }
    return (await answer.json()) as WireAnswer // the other side is the same kit
  }

  return {
    async dispatch(call) {
      const operation = parts.operations.get(call.operation)
      if (!operation) throw builtIn('UNKNOWN_OPERATION')
      const module = moduleOf(call.operation)
      const path = `/internal/calls/${call.operation}`
      const ask = () => post(module, path, wireCall(call), call.deadlineMs ?? defaultDeadlineMs)
      return inSpan(kindOf(call.operation), async () =>
        outputOf(await retried(isRepeatable(operation), ask)),
      )
    },
    async deliver(listener, rows) {
      outputOf(await post(moduleOf(listener), `/internal/events/${listener}`, { rows }, 10_000))
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.close()))
    },
  }
}

const poolOptions = { connections: 32, pipelining: 1 }

/** The other side is who its certificate names, whatever the address: it must be the process that was meant. */
function connectOf(tls: ClientTls | undefined, module: string): object {
  if (!tls) return {}
  const { service, trustDomain, processOf } = tls
  const checkServerIdentity = (_host: string, certificate: PeerCertificate) => {
    const process = processIn(certificate, trustDomain)
    if (process !== undefined && process === processOf(module)) return undefined
    return Object.assign(new Error(`who answers for ${module} is ${process ?? 'a stranger'}`), {
      code: 'ERR_TLS_PEER',
    })
  }
  return { connect: { ...service.current(), checkServerIdentity, minVersion: 'TLSv1.3' } }
}

function firstOf(tokens: string): string {
  return tokens.split(',', 1)[0]?.trim() ?? ''
}

const kinds = new Map<string, SpanOf>() // as many as there are operations

function kindOf(operation: string): SpanOf {
  const kind = kinds.get(operation) ?? spanOf(operation, 'CLIENT', { 'rpc.method': operation })
  kinds.set(operation, kind)
  return kind
}

/** Goes on in the trace of what runs here. */
function wireCall(call: Call): WireCall {
  const traceparent = currentTraceparent() ?? call.traceparent
  const correlationId = currentScope()?.correlationId ?? call.correlationId
  return {
    input: call.input,
    principal: call.principal ?? guest,
    deadlineMs: call.deadlineMs ?? defaultDeadlineMs,
    ...(call.idempotencyKey ? { idempotencyKey: call.idempotencyKey } : {}),
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(correlationId === undefined ? {} : { correlationId }),
  }
}

function outputOf(answer: WireAnswer): Reply {
  if ('failure' in answer) throw fromWire(answer.failure)
  return answer
}

function isRepeatable(operation: Operation): boolean {
  return operation.kind === 'query' || operation.idempotency !== 'none'
}

/** Once more when the connection broke, and only where a repeat is harmless. */
async function retried<Result>(repeatable: boolean, run: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run()
    } catch (error) {
      const broken =
        error instanceof Error &&
        'code' in error &&
        /^(UND_ERR|ECONN|EPIPE|ERR_SSL|ERR_TLS|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO)/.test(
          String(error.code),
        )
      if (!broken) throw error
      if (!repeatable || attempt === tries) throw builtIn('UNAVAILABLE', { retryAfterSeconds: 1 })
    }
  }
}
