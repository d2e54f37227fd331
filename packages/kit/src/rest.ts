/** Operations as REST. */

export {
  type DrainableServer,
  type DrainOptions,
  type DrainReport,
  type DrainStep,
  drain,
} from './lib/health/drain.ts'
export {
  createHealth,
  type Health,
  type HealthOptions,
  type Readiness,
  type ReadyCheck,
} from './lib/health/health.ts'
export type { MetricsPage } from './lib/transports/rest/probes.ts'
export { type Problem, problemOf, statusOfKind } from './lib/transports/rest/problem.ts'
export {
  createRestServer,
  type HttpSettings,
  type RestServer,
  type RestServerOptions,
} from './lib/transports/rest/rest-server.ts'
