/** What a module's contract.ts is written in. */

export { type BearerLookup, bearerLookup } from './lib/contract/bearer-lookup.ts'
export {
  type EarlierData,
  type EventData,
  type EventSpec,
  earlier,
  event,
} from './lib/contract/event.ts'
export {
  type FailureKind,
  type FailureSpec,
  failureKinds,
} from './lib/contract/failure.ts'
export { type LiveSessions, liveSessions } from './lib/contract/live-sessions.ts'
export { operationOf } from './lib/contract/long-running.ts'
export { Money } from './lib/contract/money.ts'
export {
  type Access,
  type Command,
  type CommandSpec,
  command,
  type Input,
  type LimitClass,
  type Operation,
  type OperationSpec,
  type Output,
  type Priority,
  type Query,
  type QuerySpec,
  query,
  type RestSpec,
} from './lib/contract/operation.ts'
export { pageInput, pageOf, sortBy } from './lib/contract/page.ts'
export {
  type Erased,
  type Person,
  type PersonalData,
  personalData,
} from './lib/contract/personal-data.ts'
export { type PresenceQuery, presenceOf } from './lib/contract/presence.ts'
export { type References, refersTo } from './lib/contract/reference.ts'
export { change, type Revision, type RevisionSpec, revision } from './lib/contract/revision.ts'
export { type Revocations, revocations } from './lib/contract/revocations.ts'
export { personal, secret } from './lib/contract/sensitive.ts'
export type { SignInNeed } from './lib/contract/sign-in-need.ts'
export { type SignatureCheck, signatureCheck } from './lib/contract/signature-check.ts'
export {
  type Subscription,
  type SubscriptionSpec,
  subscription,
} from './lib/contract/subscription.ts'
