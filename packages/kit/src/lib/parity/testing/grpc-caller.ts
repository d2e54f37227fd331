import { isDeepStrictEqual } from 'node:util'

import { BinaryReader } from '@bufbuild/protobuf/wire'
import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js'

import { builtInFailures, type FailureKind } from '../../contract/failure.ts'
import { type Protos, protosOf } from '../../contracts-out/proto/protos-of.ts'
import type { Module } from '../../module/define-module.ts'
import { readAnyJson } from '../../transports/grpc/any-json.ts'
import { codecOf } from '../../transports/grpc/codec.ts'
import { knownMessage, messageType } from '../../transports/grpc/known-messages.ts'
import type { Outcome, ParityCaller, ParityOptions } from './parity-caller.ts'

/** Unary gRPC. The codec is the server's own; a test of its own holds that to the reference library. */
export function grpcCaller(url: string, modules: readonly Module[]): ParityCaller {
  const client = new Client(url.replace('grpc://', ''), credentials.createInsecure())
  const { served } = protosOf(modules, { system: 'parity' })
  return {
    transport: 'gRPC',
    typed: true,
    async call({ name }, input, options) {
      const method = served.find((one) => one.serves === 'call' && one.operation.name === name)
      if (!method) throw new TypeError(`${name} is not served`)
      const bytes = encode(method, input)
      return bytes ? unary(client, method, bytes, options) : unsayable
    },
    close: async () => client.close(),
  }
}

type Served = Protos['served'][number]

/** Undefined when the message cannot hold the input: fields, types, absence and text of protobuf are its own. */
function encode({ method }: Served, input: object): Uint8Array | undefined {
  const { encode, decode } = codecOf(method.request)
  try {
    const bytes = encode(input)
    return isDeepStrictEqual(decode(bytes), input) ? bytes : undefined
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

function unary(
  client: Client,
  { path, method }: Served,
  bytes: Uint8Array,
  { token, key, deadlineMs, signal }: ParityOptions,
): Promise<Outcome> {
  const metadata = new Metadata()
  if (token !== undefined) metadata.set('authorization', `Bearer ${token}`)
  if (key !== undefined) metadata.set('idempotency-key', key)
  const deadline = deadlineMs === undefined ? {} : { deadline: Date.now() + deadlineMs }
  return new Promise((resolve, reject) => {
    const call = client.makeUnaryRequest(
      path,
      (message: Uint8Array) => Buffer.from(message),
      (message) => codecOf(method.response).decode(message),
      bytes,
      metadata,
      deadline,
      (error, output) => {
        if (signal?.aborted) reject(signal.reason)
        else resolve(error ? outcomeOf(error) : { output })
      },
    )
    signal?.addEventListener('abort', () => call.cancel(), { once: true })
  })
}

const any = knownMessage('google.protobuf.Any', { typeUrl: [1, 'string'], value: [2, 'bytes'] })
const statusCodec = codecOf(
  knownMessage('google.rpc.Status', { details: [3, messageType(any), 'repeated'] }),
)
const errorInfo = codecOf(
  knownMessage('google.rpc.ErrorInfo', {
    reason: [1, 'string'],
    metadata: [3, 'string', 'map'],
  }),
)
interface Packed {
  readonly typeUrl: string
  readonly value: Uint8Array
}

interface Info {
  readonly reason: string
  readonly metadata: Readonly<Record<string, string>>
}

function outcomeOf({ code, details, metadata }: ServiceError): Outcome {
  const [bytes] = metadata.get('grpc-status-details-bin')
  // At the deadline a client does not wait for the server's word.
  if (!(bytes instanceof Buffer) && code === status.DEADLINE_EXCEEDED) return tooLate
  if (!(bytes instanceof Buffer)) throw new Error(`status ${code} without details: ${details}`)
  const { details: parts } = statusCodec.decode(bytes) as { details: Packed[] } // as its message says
  const { reason, metadata: of } = errorInfo.decode(partOf(parts, 'ErrorInfo') ?? none) as Info
  const evidence = partOf(parts, 'Value')
  const data = evidence && readAnyJson(new BinaryReader(evidence), evidence.length, 0)
  // The kind is the server's own word, compared with that of the others.
  return { failure: { code: reason, kind: of.kind as FailureKind, says: details, data } }
}

/** The types of its messages leave no way to say it. */
const unsayable: Outcome = {
  failure: { code: 'INVALID_INPUT', kind: 'invalid', says: 'not sent', data: undefined },
}

const none = new Uint8Array()

const tooLate: Outcome = {
  failure: {
    code: 'DEADLINE_EXCEEDED',
    kind: 'timeout',
    says: builtInFailures.DEADLINE_EXCEEDED.says,
    data: undefined,
  },
}

function partOf(parts: readonly Packed[], name: string): Uint8Array | undefined {
  return parts.find(({ typeUrl }) => typeUrl.endsWith(`.${name}`))?.value
}
