// How long one design takes: the first in a fresh process, and one of many. Run: node benchmarks/designer.ts

import { readFileSync } from 'node:fs'

import { design } from '@archwright/designer'
import { readBrief } from '@archwright/reader'

const brief = readBrief(readFileSync(new URL('../examples/shop.md', import.meta.url), 'utf8'))

const first = milliseconds(1)
milliseconds(100)
const rounds = Array.from({ length: 5 }, () => milliseconds(40)).toSorted((a, b) => a - b)
process.stdout.write(
  `first design ${first.toFixed(1)} ms, then ${rounds[2]?.toFixed(2)} ms each (processor time, median of 5 × 40)\n`,
)

/** Processor time of one design, which a busy machine does not stretch as it does the wall clock. */
function milliseconds(times: number): number {
  const start = process.cpuUsage()
  for (let done = 0; done < times; done += 1) design(brief)
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000 / times
}
