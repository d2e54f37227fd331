import type { Deployable, Design, Limit, ResiliencePolicy } from '@archwright/model'

import { type BuiltFile, ours } from '../built-file.ts'
import { captureLines } from './capture-lines.ts'
import { guardLines } from './guard-lines.ts'
import { identityLines } from './identity-lines.ts'
import { interfaceLines } from './interface-lines.ts'
import { quotaLines } from './program-lines.ts'
import { telemetryLines } from './telemetry-lines.ts'

/** src/wiring.ts: every number of the design that the running backend needs, each with its decision. */
export function wiringFile(
  design: Design,
  modules: readonly string[],
  tenantScoped: boolean,
): BuiltFile {
  const { system } = design
  const deployables = placements(design, modules)
  const pool = deployables[0]
  const content = `// Archwright's: regenerated from brief.yaml. Change the brief, or what a decision in docs/decisions says.
import type { Wiring } from '@archwright/kit/app'

export const wiring: Wiring = {
  system: ${quote(system)},
  // ${pool?.decision ?? 'placement'}: which modules share a process. Moving a name to another process is all it takes to split.
  processes: {
${deployables.map(({ name, modules }) => `    ${key(name)}: [${modules.map(quote).join(', ')}],`).join('\n')}
  },
${interfaceLines(design)}
  // ${pool?.decision ?? 'capacity'}
  database: { poolSize: ${pool?.poolSize ?? 10}, statementTimeoutMs: 5_000, lockTimeoutMs: 2_000 },
  limits: {
${design.limits.map(limitLine).join('\n')}
  },
${quotaLines(design)}  dependencies: {
${design.resilience.map(policyLines).join('\n')}
  },
  shedding: { maxInFlight: 1_000, maxEventLoopDelayMs: 250 },
  jobs: { concurrency: 4 },
  relay: { batch: 200, idleMs: 250 },
  feed: {
    retainHours: 24,
    recent: 1_000,
    maxFollowers: 10_000,
    recheckMs: 5_000,
    heartbeatMs: 15_000,
    idleMs: 1_000,
  },
${captureLines(design)}${cacheLines(design)}
${identityLines(design)}
${guardLines(design)}${auditLine(design)}${tenantScoped ? `${tenantLine(design)}\n` : ''}${telemetryLines(design)}  shutdown: { drainMs: 5_000, deadlineMs: 12_000 },
  calls: process.env.NODE_ENV === 'production' ? 'fast' : 'strict',
}
`
  return ours('src/wiring.ts', content)
}

/** The deployables with the modules the project has; what the design does not place runs in the first one. */
export function placements({ deployables }: Design, modules: readonly string[]): Deployable[] {
  const placed = new Set(deployables.flatMap((one) => one.modules))
  const others = modules.filter((name) => !placed.has(name))
  return deployables
    .map((one, index) => ({
      ...one,
      modules: [
        ...one.modules.filter((name) => modules.includes(name)),
        ...(index === 0 ? others : []),
      ],
    }))
    .filter((one) => one.modules.length > 0)
}

/** What staff change is written down where the design keeps who did what. */
function auditLine({ decisions }: Design): string {
  const decision = decisions.find(({ key }) => key === 'audit')
  if (!decision) return ''
  return `  // ${decision.id}: beside what operations declare as audited\n  audit: { staffCommands: true },\n`
}

/** The role that row security holds for; PostgreSQL's names are of the whole server, so it bears the system's. */
function tenantLine({ system, decisions }: Design): string {
  const decision = decisions.find(({ key }) => key === 'tenants.isolation')
  const role = `${system.toLowerCase().replace(/[^a-z0-9]+/g, '_')}_tenants`
  return `  // ${decision?.id ?? 'tenants'}: every row belongs to a tenant, and PostgreSQL compares it\n  tenants: { role: ${quote(role)} },`
}

/** Where answers are kept inside the system; what browsers keep is no part of the wiring. */
function cacheLines({ caches }: Design): string {
  const kept = caches.find(({ kind }) => kind === 'in-memory' || kind === 'distributed')
  const why = kept
    ? `${kept.decision}: ${kept.pattern} of ${kept.holds.join(', ')}`
    : `${caches[0]?.decision ?? 'cache'}: answers are kept by clients only`
  return `  // ${why}
  cache: {
    level: ${kept === undefined ? "'none'" : kept.kind === 'distributed' ? "'redis'" : "'memory'"},
    mostSeconds: ${number(kept?.ttlSeconds ?? 0)},
    entries: 20_000,
    bytes: ${number(cacheBytes)},
    idleMs: 500,
  },`
}

/** Of answers as JSON: a quarter of what they take of a process's memory. */
const cacheBytes = 64 * 1024 * 1024

function limitLine(limit: Limit): string {
  const { class: name, perSecond, burst, per, algorithm, countedIn, decision } = limit
  const fields = [
    `perSecond: ${number(perSecond)}`,
    `burst: ${number(burst)}`,
    `per: ${quote(per)}`,
    `algorithm: ${quote(algorithm)}`,
    ...(countedIn === 'process'
      ? []
      : [`shared: { store: ${quote(countedIn)}, onFailure: ${quote(limit.onStoreFailure)} }`]),
  ]
  return `    // ${decision}
    ${key(name)}: {
${fields.map((field) => `      ${field},`).join('\n')}
    },`
}

function policyLines(policy: ResiliencePolicy): string {
  const { breaker, bulkhead } = policy
  return `    // ${policy.decision}; fallback: ${policy.fallback.replace(/\s+/g, ' ')}
    ${key(policy.dependency)}: {
      timeoutMs: ${number(policy.timeoutMs)},
      attempts: ${policy.attempts},
      backoffMs: ${number(policy.backoffMs)},
      retryBudget: ${policy.retryBudget},
      breaker: {
        failureRate: ${breaker.failureRate},
        windowSeconds: ${number(breaker.windowSeconds)},
        minimumPerSecond: ${number(breaker.minimumPerSecond)},
        openSeconds: ${number(breaker.openSeconds)},
      },
      bulkhead: { concurrent: ${bulkhead.concurrent}, queued: ${bulkhead.queued} },
    },`
}

function key(name: string): string {
  return /^[a-z]\w*$/i.test(name) ? name : quote(name)
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

function number(value: number): string {
  const [whole, fraction] = String(value).split('.')
  const grouped = (whole ?? '').replace(/\B(?=(\d{3})+$)/g, '_')
  return fraction ? `${grouped}.${fraction}` : grouped
}
