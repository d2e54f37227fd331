/** The modules' definitions as documents for others. */

export { type AsyncApiDocument, emitAsyncApi } from './lib/contracts-out/asyncapi.ts'
export { emitGraphql } from './lib/contracts-out/graphql/emit.ts'
export {
  type DocumentInfo,
  emitOpenApi,
  type OpenApiDocument,
} from './lib/contracts-out/openapi.ts'
export { emitProto } from './lib/contracts-out/proto/emit-proto.ts'
export { readProtoLock } from './lib/contracts-out/proto/read-proto-lock.ts'
