/** A process that takes of a budget as often as it is told to, for a test: prints what it was answered. */

import { setTimeout } from 'node:timers/promises'

import { systemClock } from '../../app/clock.ts'
import { brewTea } from '../../contracts-out/tea-shop.fixture.ts'
import { createLimiter } from '../limiter.ts'
import { memoryLimits } from '../memory-limits.ts'
import { openSharedLimits } from '../shared-limits.ts'
import type { TakeOrder, TakeReport } from './take-in-processes.ts'

const {
  limit,
  caller: id,
  databaseUrl,
  redisUrl,
  calls,
  forMs,
} = JSON.parse(process.argv[2] ?? '') as TakeOrder // written by takeInProcesses

const limits = { write: limit }
const shared = await openSharedLimits({
  ...{ limits, prefix: 'test', databaseUrl, redisUrl, redisRequired: true },
  memory: memoryLimits(systemClock),
  onEvent() {},
})
const take = createLimiter(limits, systemClock, shared.stores)
const caller = { principal: { id, roles: [] }, address: '192.0.2.1' }

// Connections are open before anybody starts: what is measured is counting.
const another = { principal: { id: 'another', roles: [] }, address: '192.0.2.1' }
for (let ready = false; !ready; ) {
  const looks = Array.from({ length: 4 }, () => take(brewTea, another, 0))
  ready = (await Promise.allSettled(looks)).every(({ status }) => status === 'fulfilled')
  await setTimeout(50)
}
process.send?.('ready')
await new Promise((resolve) => process.once('message', resolve))

const report: TakeReport = { allowed: 0, refused: 0, failed: 0, startedAt: Date.now(), endedAt: 0 }
let left = calls
const work = async () => {
  while (left-- > 0 && Date.now() < report.startedAt + forMs) {
    try {
      const verdict = await take(brewTea, caller, 1)
      if (verdict?.allowed) report.allowed++
      else report.refused++
    } catch {
      report.failed++
    }
  }
}
await Promise.all([work(), work(), work(), work()])
report.endedAt = Date.now()
process.send?.(report)
await shared.close()
process.disconnect()
