/** HTTP to addresses that customers name. */

export type { Resolve } from './lib/outgoing/guarded-lookup.ts'
export {
  createOutgoing,
  type Outgoing,
  type OutgoingAnswer,
  type OutgoingOptions,
  type OutgoingRequest,
} from './lib/outgoing/outgoing.ts'
export {
  checkTarget,
  publicTargets,
  TargetRefused,
  type TargetRules,
} from './lib/outgoing/target.ts'
