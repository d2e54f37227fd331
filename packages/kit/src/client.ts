/** Calls of a backend from a browser or another program, typed by its contracts. Runs wherever there is `fetch`. */

export { ClientFailure } from './lib/client/client-failure.ts'
export type {
  CallOptions,
  Client,
  FailureOf,
  FollowOptions,
  Result,
  ToldEvent,
} from './lib/client/client-types.ts'
export { type ClientOptions, createClient } from './lib/client/create-client.ts'
export {
  type ConsumerRecord,
  createUseRecorder,
  type UseRecorder,
} from './lib/client/use-recorder.ts'
