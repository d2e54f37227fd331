import type { Metrics } from '../telemetry/metrics.ts'
import type { BreakerState, PolicyEvent } from './policy.ts'

/** What the policies of outside dependencies do, counted, and where their breakers stand. */
export interface Dependencies {
  hear(dependency: string, event: PolicyEvent): void
  /** Of each dependency whose breaker was ever anything but closed. */
  breakers(): Readonly<Record<string, BreakerState>>
}

const stateAfter: Readonly<Partial<Record<PolicyEvent, BreakerState>>> = {
  opened: 'open',
  'half-opened': 'half-open',
  closed: 'closed',
}

const shareRefused: Readonly<Record<BreakerState, number>> = {
  open: 1,
  'half-open': 0.5,
  closed: 0,
}

export function watchDependencies(metrics: Pick<Metrics, 'counter' | 'gauge'>): Dependencies {
  const states: Record<string, BreakerState> = {}
  const count = metrics.counter({
    name: 'dependency_events_total',
    help: 'What the policies of outside dependencies did.',
    labels: ['dependency', 'event'],
  })
  metrics.gauge({
    name: 'dependency_breaker_open',
    help: 'Breakers that have opened: 1 refuses all calls, 0.5 tries one, 0 lets all through again.',
    label: 'dependency',
    read: () =>
      Object.fromEntries(
        Object.entries(states).map(([name, state]) => [name, shareRefused[state]]),
      ),
  })
  return {
    hear(dependency, event) {
      count(dependency, event)
      const state = stateAfter[event]
      if (state) states[dependency] = state
    },
    breakers: () => states,
  }
}
