import path from 'node:path'

import { create, fromBinary } from '@bufbuild/protobuf'
import {
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  type FileDescriptorSet,
  FileDescriptorSetSchema,
} from '@bufbuild/protobuf/wkt'
import { Client, credentials, type MethodDefinition } from '@grpc/grpc-js'
import { load } from '@grpc/proto-loader'

interface Question {
  readonly listServices?: string
  readonly fileByFilename?: string
  readonly fileContainingSymbol?: string
}

interface Answer {
  readonly listServicesResponse?: { readonly service: readonly { name: string }[] }
  readonly fileDescriptorResponse?: { readonly fileDescriptorProto: readonly Uint8Array[] }
}

/** What a server offers. */
export interface Discovered {
  /** Full names. */
  readonly services: readonly string[]
  readonly files: FileDescriptorSet
}

/** Asks a server what it offers, as a client does that knows nothing of it but its address. */
export async function discover(
  target: string,
  version: 'v1' | 'v1alpha' = 'v1',
): Promise<Discovered> {
  const loaded = await load(path.join(import.meta.dirname, 'reflection.proto'))
  const service = loaded['grpc.reflection.v1.ServerReflection']
  const method = (service as Record<string, MethodDefinition<Question, Answer>>)
    .ServerReflectionInfo // reflection.proto has it
  if (!method) throw new Error('reflection.proto has no such method')
  const client = new Client(target, credentials.createInsecure())
  const stream = client.makeBidiStreamRequest(
    method.path.replace('.v1.', `.${version}.`),
    method.requestSerialize,
    method.responseDeserialize,
  )
  const answers = stream[Symbol.asyncIterator]() as AsyncIterator<Answer>
  const ask = async (question: Question): Promise<Answer> => {
    stream.write(question)
    const { value } = await answers.next()
    return value
  }
  try {
    return await explore(ask)
  } finally {
    stream.end()
    client.close()
  }
}

async function explore(ask: (question: Question) => Promise<Answer>): Promise<Discovered> {
  const listed = await ask({ listServices: '' })
  const services = listed.listServicesResponse?.service.map(({ name }) => name) ?? []
  const files = new Map<string, FileDescriptorProto>()
  const wanted: Question[] = services.map((name) => ({ fileContainingSymbol: name }))
  for (const question of wanted) {
    const { fileDescriptorResponse } = await ask(question)
    for (const bytes of fileDescriptorResponse?.fileDescriptorProto ?? []) {
      const file = fromBinary(FileDescriptorProtoSchema, bytes)
      files.set(file.name, file)
      const missing = file.dependency.filter((name) => !files.has(name))
      wanted.push(...missing.map((name) => ({ fileByFilename: name })))
    }
  }
  // Files that others need come first, as in what a compiler writes.
  const inOrder = [...files.values()].sort((a, b) => a.dependency.length - b.dependency.length)
  return { services, files: create(FileDescriptorSetSchema, { file: inOrder }) }
}
