/** How modules and wiring become a running process. */

export {
  type BrowserEnvironment,
  type Environment,
  inertEnvironment,
  type ModuleFactory,
  type ProviderEnvironment,
  type SingleSignOnEnvironment,
} from './lib/app/environment.ts'
export { manageJobs } from './lib/app/manage-jobs.ts'
export { reviewMigrations } from './lib/app/review-migrations.ts'
export { type RecoveryObjectives, runDrill } from './lib/app/run-drill.ts'
export { runProcess } from './lib/app/run-process.ts'
export { type App, type AppOptions, startApp } from './lib/app/start-app.ts'
export {
  type DatabaseWiring,
  defaultWiring,
  type LimitWiring,
  type PolicyWiring,
  type SheddingWiring,
  type Wiring,
} from './lib/app/wiring.ts'
export { writeContracts } from './lib/app/write-contracts.ts'
export type { ColumnSpec, EncryptedColumn } from './lib/encryption/encryption.ts'
export type { Secret } from './lib/secrets/secrets.ts'
