/** How a module is tested: on its own empty database, through the one path. */

export { migrationFolders } from './lib/app/core.ts'
export { startTestApp, type TestApp } from './lib/app/test-app.ts'
export {
  startTestProcess,
  type TestProcess,
  type TestProcessOptions,
} from './lib/app/test-process.ts'
export { checkConsumer } from './lib/client/check-consumer.ts'
export { rehearse } from './lib/migrations/rehearse.ts'
export {
  type BinaryRequirement,
  findBinary,
  requireBinary,
} from './lib/testing/require-binary.ts'
