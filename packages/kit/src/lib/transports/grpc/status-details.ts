import { BinaryWriter } from '@bufbuild/protobuf/wire'

import type { Failure } from '../../contract/failure.ts'
import type { ProtoMessage } from '../../contracts-out/proto/proto-model.ts'
import type { InputProblem } from '../../dispatch/checks.ts'
import { writeAnyJson } from './any-json.ts'
import { codecOf } from './codec.ts'
import { knownMessage, messageType } from './known-messages.ts'

const any = knownMessage('google.protobuf.Any', { typeUrl: [1, 'string'], value: [2, 'bytes'] })
const duration = knownMessage('google.protobuf.Duration', { seconds: [1, 'int64'] })
const violation = knownMessage('google.rpc.BadRequest.FieldViolation', {
  field: [1, 'string'],
  description: [2, 'string'],
})

const status = codecOf(
  knownMessage('google.rpc.Status', {
    code: [1, 'int32'],
    message: [2, 'string'],
    details: [3, messageType(any), 'repeated'],
  }),
)
const errorInfo = packer(
  knownMessage('google.rpc.ErrorInfo', {
    reason: [1, 'string'],
    domain: [2, 'string'],
    metadata: [3, 'string', 'map'],
  }),
)
const badRequest = packer(
  knownMessage('google.rpc.BadRequest', {
    fieldViolations: [1, messageType(violation), 'repeated'],
  }),
)
const retryInfo = packer(
  knownMessage('google.rpc.RetryInfo', { retryDelay: [1, messageType(duration)] }),
)

/**
 * A failure as the bytes of google.rpc.Status, for grpc-status-details-bin: ErrorInfo (reason: its code, domain: the
 * system, metadata: its kind and its evidence as text), BadRequest for a wrong input, RetryInfo, and its evidence once
 * more, exact, as a google.protobuf.Value.
 */
export function statusDetails(failure: Failure, code: number, domain: string): Uint8Array {
  const { retryAfterSeconds, data, message } = failure
  const problems = problemsOf(data)
  return status.encode({
    code,
    message,
    details: [
      errorInfo({ reason: failure.code, domain, metadata: metadataOf(failure) }),
      ...(problems ? [badRequest({ fieldViolations: problems.map(violationOf) })] : []),
      ...(retryAfterSeconds === undefined
        ? []
        : [retryInfo({ retryDelay: { seconds: Math.ceil(retryAfterSeconds) } })]),
      ...(data === undefined ? [] : [evidence(data)]),
    ],
  })
}

/** Its kind, and each field of its evidence: text as it is, all else as JSON. */
export function metadataOf({ kind, data }: Failure): Record<string, string> {
  const fields = typeof data === 'object' && data !== null ? Object.entries(data) : []
  const texts = fields
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)])
  return { ...Object.fromEntries(texts), kind }
}

function packer(message: ProtoMessage): (value: object) => object {
  const { encode } = codecOf(message)
  return (value) => pack(message.fullName, encode(value))
}

function pack(fullName: string, value: Uint8Array): object {
  return { typeUrl: `type.googleapis.com/${fullName}`, value }
}

function evidence(data: unknown): object {
  const writer = new BinaryWriter()
  writeAnyJson(writer, data)
  return pack('google.protobuf.Value', writer.finish())
}

/** The evidence of INVALID_INPUT. */
function problemsOf(data: unknown): readonly InputProblem[] | undefined {
  if (typeof data !== 'object' || data === null || !('problems' in data)) return undefined
  return Array.isArray(data.problems) && data.problems.every(isProblem) ? data.problems : undefined
}

function isProblem(value: unknown): value is InputProblem {
  if (typeof value !== 'object' || value === null || !('path' in value)) return false
  return typeof value.path === 'string' && 'problem' in value && typeof value.problem === 'string'
}

/** /lines/0/sku → lines.0.sku. */
function violationOf({ path, problem }: InputProblem): object {
  return { field: path.slice(1).replaceAll('/', '.'), description: problem }
}
