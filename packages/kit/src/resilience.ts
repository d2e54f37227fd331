/** Calls to outside systems, and how much of what comes in is taken on. */

export { type Admission, createAdmission } from './lib/protection/admission.ts'
export { createLimiter } from './lib/protection/limiter.ts'
export {
  type BreakerState,
  createPolicy,
  type ExecuteOptions,
  type Policy,
  type PolicyEvent,
  type PolicyOptions,
} from './lib/resilience/policy.ts'
