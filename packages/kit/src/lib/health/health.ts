/** What a process tells its orchestrator. */
export interface Health {
  /** True once `markStarted` was called: migrations done, listening. */
  readonly started: boolean
  /** True from the moment the process wants no new traffic. */
  readonly draining: boolean
  markStarted(): void
  startDraining(): void
  /** Whether traffic may come now; never throws. */
  readiness(): Promise<Readiness>
}

export interface Readiness {
  readonly ready: boolean
  /** By name; without the reason, because anyone may ask. */
  readonly checks: Readonly<Record<string, 'ok' | 'failing'>>
  /** How outside dependencies stand that had trouble. They decide nothing: without them the rest still serves. */
  readonly dependencies?: Readonly<Record<string, string>>
}

/** Resolves when the dependency is usable, rejects when it is not. */
export type ReadyCheck = (signal: AbortSignal) => Promise<unknown>

export interface HealthOptions {
  /** A check that takes longer counts as failing; 1,000 if absent. */
  readonly timeoutMs?: number
  /** How outside dependencies stand, by name. */
  readonly dependencies?: () => Readonly<Record<string, string>>
  /** Told why a check fails. */
  readonly onFailing?: (check: string, reason: unknown) => void
}

/**
 * Keeps the state behind /started and /ready. Liveness has no part in it on purpose: a process that restarts
 * because its database is slow makes the database slower.
 */
export function createHealth(
  checks: Readonly<Record<string, ReadyCheck>> = {},
  options: HealthOptions = {},
): Health {
  let started = false
  let draining = false
  let underWay: Promise<Readiness['checks']> | undefined
  // One run serves all who ask meanwhile: a flood of probes is not a flood of queries.
  const shared = () => {
    underWay ??= runChecks(checks, options).finally(() => {
      underWay = undefined
    })
    return underWay
  }
  return {
    get started() {
      return started
    },
    get draining() {
      return draining
    },
    markStarted: () => {
      started = true
    },
    startDraining: () => {
      draining = true
    },
    async readiness() {
      const results = await shared()
      const allOk = Object.values(results).every((result) => result === 'ok')
      const dependencies = options.dependencies?.() ?? {}
      const told = Object.keys(dependencies).length > 0 ? { dependencies } : {}
      return { ready: started && !draining && allOk, checks: results, ...told }
    },
  }
}

async function runChecks(
  checks: Readonly<Record<string, ReadyCheck>>,
  { timeoutMs = 1_000, onFailing }: HealthOptions,
): Promise<Readiness['checks']> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      try {
        await within(timeoutMs, check)
        return [name, 'ok'] as const
      } catch (reason) {
        onFailing?.(name, reason)
        return [name, 'failing'] as const
      }
    }),
  )
  return Object.fromEntries(results)
}

async function within(timeoutMs: number, check: ReadyCheck): Promise<void> {
  const signal = AbortSignal.timeout(timeoutMs)
  const late = Promise.withResolvers<never>()
  const onAbort = () => late.reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    await Promise.race([check(signal), late.promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
