/** A backend that only its contracts make up, for those who write its callers. */

export { contractModule } from './lib/mock/contract-module.ts'
export { createMockServer, type MockOptions } from './lib/mock/create-mock-server.ts'
export { runMock } from './lib/mock/run-mock.ts'
