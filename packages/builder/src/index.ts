/** Design → Project: a backend on disk. */

export { build } from './lib/build.ts'
export type { BuildOptions, BuildResult } from './lib/build-result.ts'
export { hashOf } from './lib/lock.ts'
export { mockContract, type ServedMock } from './lib/mock-contract.ts'
