import { toBinary } from '@bufbuild/protobuf'
import { FileDescriptorProtoSchema, file_google_protobuf_struct } from '@bufbuild/protobuf/wkt'
import { type handleBidiStreamingCall, status } from '@grpc/grpc-js'

import { descriptorOf } from '../../contracts-out/proto/proto-descriptor.ts'
import { type ProtoFile, structFile, usesStruct } from '../../contracts-out/proto/proto-model.ts'
import { cancelSignal } from './cancel-signal.ts'
import { codecOf } from './codec.ts'
import type { GrpcMethod } from './grpc-method.ts'
import { MalformedMessage } from './malformed-message.ts'
import { reflectionRequest, reflectionResponse } from './reflection-messages.ts'
import { send } from './send.ts'

const { decode } = codecOf(reflectionRequest)
const { encode } = codecOf(reflectionResponse)

/** What a client asks: one of these. */
interface Question {
  readonly fileByFilename?: string
  readonly fileContainingSymbol?: string
  readonly listServices?: string
}

/** Lets clients find the services and their messages. Newer ones ask for v1, older ones for v1alpha: they are alike. */
export function reflectionMethods(files: readonly ProtoFile[], closing: AbortSignal): GrpcMethod[] {
  const index = indexOf(files)
  return ['v1', 'v1alpha'].map((version) => ({
    path: `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`,
    type: 'bidi',
    handle: reflectionHandler(index, closing),
  }))
}

function reflectionHandler(
  index: Index,
  closing: AbortSignal,
): handleBidiStreamingCall<Uint8Array, Uint8Array> {
  return async (call) => {
    const signal = cancelSignal(call)
    // Tools keep their streams open between questions: that must not hold up the end.
    const end = () => call.end()
    closing.addEventListener('abort', end, { once: true })
    try {
      for await (const bytes of call.iterator({ destroyOnReturn: false })) {
        const question = decode(bytes) as Question // the message has these fields
        const answer = { validHost: '', originalRequest: question, ...answerTo(question, index) }
        await send(call, encode(answer), signal)
      }
      call.end()
    } catch (error) {
      const code = error instanceof MalformedMessage ? status.INVALID_ARGUMENT : status.INTERNAL
      if (!signal.aborted) call.emit('error', { code, details: 'no reflection request' })
    } finally {
      closing.removeEventListener('abort', end)
    }
  }
}

interface Index {
  readonly services: readonly string[]
  /** A file's path, or a name that is declared in it → its descriptor. */
  readonly files: ReadonlyMap<string, Uint8Array>
}

function answerTo(question: Question, { services, files }: Index): object {
  if (question.listServices !== undefined) {
    return { listServicesResponse: { service: services.map((name) => ({ name })) } }
  }
  const name = question.fileByFilename ?? question.fileContainingSymbol
  const file = name === undefined ? undefined : files.get(name)
  if (file) return { fileDescriptorResponse: { fileDescriptorProto: [file] } }
  // Extensions are of proto2: there are none.
  const errorMessage = name === undefined ? 'there are no extensions' : `there is no ${name}`
  return { errorResponse: { errorCode: status.NOT_FOUND, errorMessage } }
}

function indexOf(files: readonly ProtoFile[]): Index {
  const entries = files.flatMap((file): [string, Uint8Array][] => {
    const bytes = toBinary(FileDescriptorProtoSchema, descriptorOf(file))
    return [file.path, ...symbolsOf(file)].map((name) => [name, bytes])
  })
  const struct = toBinary(FileDescriptorProtoSchema, file_google_protobuf_struct.proto)
  return {
    services: servicesOf(files),
    files: new Map(files.some(usesStruct) ? [...entries, [structFile, struct]] : entries),
  }
}

/** Full names of all services. */
export function servicesOf(files: readonly ProtoFile[]): string[] {
  return files.flatMap((file) => file.services.map(({ name }) => `${file.package}.${name}`))
}

function symbolsOf(file: ProtoFile): string[] {
  const methods = file.services.flatMap((service) =>
    service.methods.map(({ name }) => `${file.package}.${service.name}.${name}`),
  )
  const types = [...file.messages, ...file.enums].map(({ fullName }) => fullName)
  return [...servicesOf([file]), ...methods, ...types]
}
