import type { Situation } from './situation.ts'

/** Whether the brief wants as little as possible to run. */
export function isHumble({ signals }: Situation): boolean {
  if (signals.any('one-machine', 'proof-of-concept')) return true
  return signals.any('small-team') && signals.any('low-cost') && !signals.any('high-traffic')
}

/** Users, and calls a second, from which a system counts as large where no rule says more. */
const largeUsers = 1e6
const largeCalls = 5000

/** Whether numbers say that the system is large: a million users, or thousands of calls a second. */
export function isLarge({ brief, totals }: Situation): boolean {
  return (
    totals.callsPerSecond >= largeCalls || brief.actors.some(({ count = 0 }) => count >= largeUsers)
  )
}
