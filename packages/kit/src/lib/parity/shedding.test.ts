import assert from 'node:assert/strict'
import { it } from 'node:test'

import { Type } from 'typebox'

import { type Operation, type Priority, priorities, query } from '../contract/operation.ts'
import { defineModule } from '../module/define-module.ts'
import { handle } from '../module/handle.ts'
import { createAdmission } from '../protection/admission.ts'
import { startParity } from './testing/start-parity.ts'

/** Checking out before browsing before exporting. */
const operations = new Map<Priority, Operation>(
  priorities.map((priority) => [
    priority,
    query({
      name: `house.${priority}`,
      summary: 'Does something.',
      rest: `GET /house/${priority}`,
      access: 'public',
      priority,
      input: Type.Object({}),
      output: Type.Object({ done: Type.Boolean() }),
    }),
  ]),
)
const house = defineModule({
  name: 'house',
  summary: 'A house that fills.',
  handlers: [...operations.values()].map((one) => handle(one, async () => ({ done: true }))),
})

it('whatever brings a call, background is refused first and critical last', async () => {
  const admission = createAdmission(
    { maxInFlight: 10, maxEventLoopDelayMs: 1 },
    { eventLoopDelayMs: () => 0 },
  )
  await using parity = await startParity([house], admission.admit)
  const outside = parity.callers.filter(({ transport }) => transport !== 'local')
  assert.ok(outside.length >= 5, outside.map(({ transport }) => transport).join(' '))
  const held: (() => void)[] = []
  const letIn: Record<number, readonly Priority[]> = {
    0: ['critical', 'normal', 'background'],
    5: ['critical', 'normal'],
    8: ['critical'],
    10: [],
  }
  for (const [inFlight, expected] of Object.entries(letIn)) {
    while (held.length < Number(inFlight))
      held.push(admission.admit({ name: 'house.held', priority: 'critical' }))
    for (const caller of outside) {
      const answered: Priority[] = []
      for (const [priority, operation] of operations) {
        const outcome = await caller.call(operation, {}, {})
        if ('output' in outcome) answered.push(priority)
        else assert.equal(outcome.failure.code, 'OVERLOADED', caller.transport)
      }
      assert.deepEqual(answered, expected, `${caller.transport} with ${inFlight} under way`)
    }
  }
  for (const release of held) release()
  admission.close()
})
