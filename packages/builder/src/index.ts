/** Design → Project: a backend on disk. */

export { type BuildOptions, type BuildResult, build } from './lib/build.ts'
export { hashOf } from './lib/lock.ts'
