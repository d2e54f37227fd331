import type { Claim, Saturation } from '@archwright/model'

import type { Bench } from '../bench.ts'
import { perSecondOf } from '../claims/measure-claim.ts'
import { findSaturation } from '../saturation.ts'
import { runLoad } from './load-phase.ts'

/** The first step offers this many times what is asked; where little is, what any system should serve. */
const START_FACTOR = 3
const LEAST_START_PER_SECOND = 30

/**
 * One operation only, all it needs made beforehand, until it is too much; undefined where there is none. On one
 * process: what the system still serves when it has lost the others, and they would only share these cores.
 */
export async function runSaturation(bench: Bench): Promise<Saturation | undefined> {
  const { schedule, generator, scenario, project, environment, progress } = bench
  if (!scenario.saturation) return undefined
  const [, ...others] = environment.replicas
  await Promise.all(others.map((replica) => replica.retire()))
  const { operation, supply } = scenario.saturation
  const asked = askedRate(project.design.claims, operation) ?? 0
  return await findSaturation({
    operation,
    startPerSecond: Math.max(asked * START_FACTOR, LEAST_START_PER_SECOND),
    stepSeconds: schedule.stepSeconds,
    factor: schedule.stepFactor,
    offer: async (perSecond, seconds) => {
      generator.feed(await supply(Math.ceil(perSecond * seconds)))
      const rates = [{ operation, perSecond }]
      return await runLoad(bench, { name: 'saturation', seconds, rates })
    },
    onStep: ({ offeredPerMinute, p99, errors, kept }) =>
      progress(
        `${offeredPerMinute.toLocaleString('en')} ${operation}/min: p99 ${p99.toFixed(0)} ms, ` +
          `${errors} failed${kept ? '' : '; not served'}`,
      ),
  })
}

function askedRate(claims: readonly Claim[], operation: string): number | undefined {
  const claim = claims.find(({ key }) => key === `${operation}.rate`)
  return claim && perSecondOf(claim)
}
