/** A thread's program: keeps the load's pace away from everything else the prover does. */

import { parentPort, workerData } from 'node:worker_threads'

import type { Heard } from '../scenarios/cast.ts'
import { createLoad } from '../scenarios/load.ts'
import type { Call, Outcome } from './call.ts'
import { runPhase } from './engine.ts'
import { HttpClient } from './http-client.ts'
import type { FromLoad, LoadSetup, Sample, ToLoad } from './messages.ts'
import type { PhasePlan } from './phase.ts'
import { createSampling } from './sampling.ts'

const { origins, addresses, cast, seed } = workerData as LoadSetup // given by generator.ts
const client = new HttpClient({ origins, addresses, watchesReadiness: true })
const load = createLoad(cast, seed)
const sampling = createSampling()
let heard: Heard[] = []
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
  const record = load.settle(call, outcome)
  if (record) heard.push(record)
  const { answer } = outcome
  if (answer && sampling.takes(`${call.operation} ${answer.status}`)) {
    samples.push({ operation: call.operation, answer })
  }
}

function flush(): void {
  if (heard.length > 0) post({ type: 'heard', heard })
  if (samples.length > 0) post({ type: 'samples', samples })
  heard = []
  samples = []
}

function post(message: FromLoad): void {
  parentPort?.postMessage(message)
}
