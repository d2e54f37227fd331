export { eventOf } from './event-name.ts'
export { InputError, type Problem } from './problem.ts'
export {
  type CapabilityName,
  capabilities,
  type QualityName,
  qualities,
  type Signal,
  type TechniqueName,
  techniques,
} from './vocabulary.ts'
