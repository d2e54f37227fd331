/** How modules and wiring become a running process. */

export {
  type Environment,
  inertEnvironment,
  type ModuleFactory,
} from './lib/app/environment.ts'
export {
  type DatabaseWiring,
  defaultWiring,
  type LimitWiring,
  type PolicyWiring,
  type SheddingWiring,
  type Wiring,
} from './lib/app/wiring.ts'
