/** What a module's code is written with. */

export {
  type AuditEntry,
  type AuditState,
  type AuditWanted,
  readAudit,
  verifyAudit,
} from './lib/access/audit.ts'
export { type Delivery, type Listener, on } from './lib/channel/listener.ts'
export { type Fail, Failure } from './lib/contract/failure.ts'
export { type Cursors, pageOfRows } from './lib/data/cursor.ts'
export { type Listed, listing, type Page } from './lib/data/listing.ts'
export { fragment, type Sql } from './lib/data/sql.ts'
export { guest, hasRole, type Principal, type SignIn } from './lib/dispatch/principal.ts'
export {
  type Aggregate,
  type AggregateSpec,
  aggregate,
  type Folded,
} from './lib/event-store/aggregate.ts'
export {
  type EventStream,
  eventStream,
  type StreamEvent,
} from './lib/event-store/event-stream.ts'
export { handlePresence } from './lib/feed/handle-presence.ts'
export { type Job, type JobContext, type JobSpec, job } from './lib/jobs/job.ts'
export type { BackgroundContext } from './lib/module/background.ts'
export { type ComposeContext, compose } from './lib/module/compose.ts'
export { defineModule, type Module } from './lib/module/define-module.ts'
export {
  type CallContext,
  type Handler,
  handle,
  type Member,
  type WorkContext,
} from './lib/module/handle.ts'
export type { HttpListener, HttpProtocol } from './lib/module/http-protocol.ts'
export { handleInSlices } from './lib/operations/handle-in-slices.ts'
export { type Projection, projection } from './lib/projection/projection.ts'
export {
  ask,
  type SagaCall,
  type SagaFailure,
  type SagaSpec,
  type SagaStep,
  saga,
} from './lib/saga/saga.ts'
export {
  type Windowed,
  type WindowedSpec,
  type WindowResult,
  type WindowShape,
  windowed,
} from './lib/windows/windowed.ts'
