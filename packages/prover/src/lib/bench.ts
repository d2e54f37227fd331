import { LoadGenerator } from './load/generator.ts'
import type { ProveOptions, Schedule } from './options.ts'
import type { ProvableProject } from './project.ts'
import { createPlainScenario } from './scenarios/plain/plain-scenario.ts'
import type { Scenario } from './scenarios/scenario.ts'
import { createShopScenario, isShop } from './scenarios/shop/shop-scenario.ts'
import { ADDRESSES, openWorld, type World } from './world.ts'

const SEED = 20_261_121

/** A running project with its callers prepared, and with the load generator before it. */
export interface Bench extends World {
  scenario: Scenario
  generator: LoadGenerator
  seed: number
}

export async function setUpBench(
  project: ProvableProject,
  schedule: Schedule,
  options: Required<Pick<ProveOptions, 'signal' | 'progress'>>,
): Promise<Bench> {
  await using stack = new AsyncDisposableStack()
  const world = stack.use(await openWorld(project, schedule, options))
  const scenario = stack.use(
    isShop(world) ? await createShopScenario(world) : await createPlainScenario(world),
  )
  const { replicas, spare } = world.environment
  const origins = [...replicas, spare].map(({ origin }) => origin)
  const generator = stack.use(
    new LoadGenerator(
      { origins, addresses: ADDRESSES, cast: scenario.cast, seed: SEED },
      {
        onHeard: (heard) => scenario.hear(heard),
        onSamples: (samples) => {
          for (const { operation, answer } of samples) world.conformance.check(operation, answer)
        },
      },
    ),
  )
  const parts = stack.move()
  return {
    ...world,
    scenario,
    generator,
    seed: SEED,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  }
}
