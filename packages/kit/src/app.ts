/** How modules and wiring become a running process. */

export {
  type DatabaseWiring,
  defaultWiring,
  type LimitWiring,
  type PolicyWiring,
  type SheddingWiring,
  type Wiring,
} from './lib/app/wiring.ts'
