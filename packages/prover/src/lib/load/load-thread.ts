/** A thread's program: keeps the load's pace away from everything else the prover does. */

import { parentPort, workerData } from 'node:worker_threads'

import { recordPlacing } from '../scenarios/shop/placing.ts'
import { createShopLoad } from '../scenarios/shop/shop-load.ts'
import type { Call, Outcome } from './call.ts'
import { runPhase } from './engine.ts'
import { HttpClient } from './http-client.ts'
import type { FromLoad, LoadSetup, PlacingRecord, Sample, ToLoad } from './messages.ts'
import type { PhasePlan } from './phase.ts'
import { createSampling } from './sampling.ts'

const { origins, addresses, state, seed } = workerData as LoadSetup // given by generator.ts
const client = new HttpClient({ origins, addresses })
const load = createShopLoad(state, seed)
const sampling = createSampling()
let placings: PlacingRecord[] = []
let samples: Sample[] = []
let running = new AbortController()

parentPort?.on('message', (message: ToLoad) => {
  if (message.type === 'feed') load.feed(message.carts)
  else if (message.type === 'end') running.abort()
  else void run(message.plan)
})

async function run(plan: PhasePlan): Promise<void> {
  running = new AbortController()
  const flushing = setInterval(flush, 500)
  try {
    const result = await runPhase(
      plan,
      { next: (operation) => load.next(operation), send: (call) => client.send(call), settle },
      { onTick: (tick) => post({ type: 'tick', tick }), signal: running.signal },
    )
    flush()
    post({ type: 'done', result })
  } catch (error) {
    flush()
    post({ type: 'failed', message: error instanceof Error ? (error.stack ?? '') : String(error) })
  } finally {
    clearInterval(flushing)
  }
}

function settle(call: Call, outcome: Outcome): void {
  load.settle(call, outcome)
  if ('customerId' in call) {
    placings.push(recordPlacing({ ...call, customerId: String(call.customerId) }, outcome))
  }
  const { answer } = outcome
  if (answer && sampling.takes(`${call.operation} ${answer.status}`)) {
    samples.push({ operation: call.operation, answer })
  }
}

function flush(): void {
  if (placings.length > 0) post({ type: 'placings', placings })
  if (samples.length > 0) post({ type: 'samples', samples })
  placings = []
  samples = []
}

function post(message: FromLoad): void {
  parentPort?.postMessage(message)
}
