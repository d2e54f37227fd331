import { knownMessage, messageType } from './known-messages.ts'

/** The messages of grpc.reflection.v1, which v1alpha shares on the wire. */

const name = (local: string) => `grpc.reflection.v1.${local}`

const extensionRequest = knownMessage(name('ExtensionRequest'), {
  containingType: [1, 'string'],
  extensionNumber: [2, 'int32'],
})
const fileResponse = knownMessage(name('FileDescriptorResponse'), {
  fileDescriptorProto: [1, 'bytes', 'repeated'],
})
const service = knownMessage(name('ServiceResponse'), { name: [1, 'string'] })
const listResponse = knownMessage(name('ListServiceResponse'), {
  service: [1, messageType(service), 'repeated'],
})
const errorResponse = knownMessage(name('ErrorResponse'), {
  errorCode: [1, 'int32'],
  errorMessage: [2, 'string'],
})

export const reflectionRequest = knownMessage(name('ServerReflectionRequest'), {
  host: [1, 'string'],
  fileByFilename: [3, 'string', 'optional'],
  fileContainingSymbol: [4, 'string', 'optional'],
  fileContainingExtension: [5, messageType(extensionRequest), 'optional'],
  allExtensionNumbersOfType: [6, 'string', 'optional'],
  listServices: [7, 'string', 'optional'],
})

export const reflectionResponse = knownMessage(name('ServerReflectionResponse'), {
  validHost: [1, 'string'],
  originalRequest: [2, messageType(reflectionRequest)],
  fileDescriptorResponse: [4, messageType(fileResponse)],
  listServicesResponse: [6, messageType(listResponse)],
  errorResponse: [7, messageType(errorResponse)],
})
