import { isDeepStrictEqual } from 'node:util'

import { BinaryReader } from '@bufbuild/protobuf/wire'
import { status } from '@grpc/grpc-js'

import { builtInFailures, type FailureKind } from '../../contract/failure.ts'
import { type Protos, protosOf } from '../../contracts-out/proto/protos-of.ts'
import type { Module } from '../../module/define-module.ts'
import { readAnyJson } from '../../transports/grpc/any-json.ts'
import { codecOf } from '../../transports/grpc/codec.ts'
import { knownMessage, messageType } from '../../transports/grpc/known-messages.ts'
import type { Outcome } from './parity-caller.ts'

/** What callers of gRPC and of gRPC-Web share: messages as bytes, and failures as they read them. */

export type Served = Protos['served'][number]

/** The method of an operation, by its name. */
export function methodFinder(modules: readonly Module[]): (operation: string) => Served {
  const { served } = protosOf(modules, { system: 'parity' })
  return (name) => {
    const method = served.find((one) => one.serves === 'call' && one.operation.name === name)
    if (!method) throw new TypeError(`${name} is not served`)
    return method
  }
}

/** Undefined when the message cannot hold the input: fields, types, absence and text of protobuf are its own. */
export function encoded({ method }: Served, input: object): Uint8Array | undefined {
  const { encode, decode } = codecOf(method.request)
  try {
    const bytes = encode(input)
    return isDeepStrictEqual(decode(bytes), input) ? bytes : undefined
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
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

export interface Status {
  readonly code: number
  readonly details: string
  /** grpc-status-details-bin. */
  readonly bytes: Uint8Array | undefined
}

/** What a status other than OK says. */
export function outcomeOf({ code, details, bytes }: Status): Outcome {
  // At the deadline a client does not wait for the server's word.
  if (bytes === undefined && code === status.DEADLINE_EXCEEDED) return tooLate
  if (bytes === undefined) throw new Error(`status ${code} without details: ${details}`)
  const { details: parts } = statusCodec.decode(bytes) as { details: Packed[] } // as its message says
  const { reason, metadata: of } = errorInfo.decode(partOf(parts, 'ErrorInfo') ?? none) as Info
  const evidence = partOf(parts, 'Value')
  const data = evidence && readAnyJson(new BinaryReader(evidence), evidence.length, 0)
  // The kind is the server's own word, compared with that of the others.
  return { failure: { code: reason, kind: of.kind as FailureKind, says: details, data } }
}

/** The types of its messages leave no way to say it. */
export const unsayable: Outcome = {
  failure: { code: 'INVALID_INPUT', kind: 'invalid', says: 'not sent', data: undefined },
}

const none = new Uint8Array()

export const tooLate: Outcome = {
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
