import assert from 'node:assert/strict'
import { it } from 'node:test'

import fc from 'fast-check'

import type { CacheOutcome } from './answer-cache.ts'
import { SimulatedDatabase, SimulatedProcess, SimulatedShared } from './testing/simulated-system.ts'

const action = fc.constantFrom('write', 'read', 'read', 'read', 'look', 'look', 'wait')
const script = fc.array(action, { minLength: 1, maxLength: 8 })

/** How often each way of answering came up in all runs: a property of an empty cache would prove nothing. */
const outcomes = new Map<CacheOutcome, number>()

it('gives no answer that is older than what its process knows, in whatever order things happen', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(script, { minLength: 2, maxLength: 6 }), simulate),
    { numRuns: 700 },
  )
  for (const outcome of ['hit', 'shared', 'joined', 'filled', 'renewed', 'refilled'] as const)
    assert.ok((outcomes.get(outcome) ?? 0) > 20, `${outcome} came up too rarely`)
})

/** Two processes; each script is somebody's at one of them. */
async function simulate(scheduler: fc.Scheduler, scripts: string[][]): Promise<void> {
  let ms = 0
  const step = async (what: string) => {
    await scheduler.schedule(Promise.resolve(), what)
  }
  const database = new SimulatedDatabase(step)
  const parts = {
    shared: new SimulatedShared(step),
    now: () => new Date(ms),
    count: (outcome: CacheOutcome) => outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1),
  }
  const processes = [new SimulatedProcess(database, parts), new SimulatedProcess(database, parts)]
  const act = async (process: SimulatedProcess, what: string) => {
    if (what === 'write') await process.write()
    if (what === 'look') await process.look()
    if (what === 'wait') ms += 12_000
    if (what === 'read') {
      const { value, atLeast } = await process.read()
      assert.ok(value >= atLeast, `read ${value}, but ${atLeast} was known`)
    }
  }
  const everybody = scripts.map(async (script, index) => {
    for (const what of script) {
      await step(what)
      const process = processes[index % 2]
      if (process) await act(process, what)
    }
  })
  await scheduler.waitFor(Promise.all(everybody))
  for (const process of processes) {
    await scheduler.waitFor(process.look())
    const { value } = await scheduler.waitFor(process.read())
    assert.equal(value, database.value)
  }
}
