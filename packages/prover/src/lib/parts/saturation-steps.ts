import type { Saturation } from '@archwright/model'

import type { Bench } from '../bench.ts'
import { findSaturation } from '../saturation.ts'
import { createCartFiller } from '../scenarios/shop/fill-carts.ts'
import { runLoad } from './load-phase.ts'

const OPERATION = 'orders.placeOrder'
const START_PER_SECOND = 100

/** Placing orders only, buyers signed in and carts filled beforehand, until it is too much. */
export async function runSaturation(bench: Bench): Promise<Saturation> {
  const { schedule, generator, state, press, progress } = bench
  return await bench.withDatabase(async (database) => {
    const filler = createCartFiller(database, state, press)
    return await findSaturation({
      operation: OPERATION,
      startPerSecond: START_PER_SECOND,
      stepSeconds: schedule.stepSeconds,
      factor: schedule.stepFactor,
      offer: async (perSecond, seconds) => {
        generator.feed(await filler.fill(Math.ceil(perSecond * seconds)))
        const rates = [{ operation: OPERATION, perSecond }]
        return await runLoad(bench, { name: 'saturation', seconds, rates })
      },
      onStep: ({ offeredPerMinute, p99, errors, kept }) =>
        progress(
          `${offeredPerMinute.toLocaleString('en')} orders/min: p99 ${p99.toFixed(0)} ms, ` +
            `${errors} failed${kept ? '' : '; not served'}`,
        ),
    })
  })
}
