// How long the engine takes for the shop, with and without its flips: the first design of a fresh process, and one of
// many; and the whole command, from start to exit. Run: node benchmarks/designer.ts

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { design } from '@archwright/designer'
import { readBrief } from '@archwright/reader'

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const brief = await readBrief(readFileSync(file('../examples/shop.md'), 'utf8'))

if (process.argv[2] === 'first') {
  const alone = milliseconds(1, false)
  process.stdout.write(JSON.stringify({ alone, complete: milliseconds(1, true) }))
} else {
  const firsts = repeat(5, () => {
    const text = execFileSync(process.execPath, [file('designer.ts'), 'first'], {
      encoding: 'utf8',
    })
    return JSON.parse(text) as { alone: number; complete: number } // written a few lines above
  })
  milliseconds(20, true)
  const warm = median(repeat(5, () => milliseconds(20, false)))
  const whole = median(repeat(5, () => milliseconds(5, true)))
  const command = median(repeat(5, runCommand))
  process.stdout.write(
    [
      `first design of a process  ${median(firsts.map(({ alone }) => alone)).toFixed(1)} ms`,
      `then its flips             ${median(firsts.map(({ complete }) => complete)).toFixed(1)} ms with one more design`,
      `warm design                ${warm.toFixed(2)} ms`,
      `warm with flips            ${whole.toFixed(2)} ms, ${(whole / warm).toFixed(1)} times as much`,
      `archwright design          ${command.toFixed(0)} ms from start to exit, wall clock`,
      'Processor time except the last; medians of 5.',
      '',
    ].join('\n'),
  )
}

/** Processor time of one design, which a busy machine stretches less than it does the wall clock. */
function milliseconds(times: number, sensitivity: boolean): number {
  const start = process.cpuUsage()
  for (let done = 0; done < times; done += 1) design(brief, { sensitivity })
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000 / times
}

function runCommand(): number {
  const start = performance.now()
  execFileSync(process.execPath, [
    file('../packages/cli/bin/archwright.mjs'),
    'design',
    file('../examples/shop.md'),
  ])
  return performance.now() - start
}

function repeat<Result>(times: number, work: () => Result): Result[] {
  return Array.from({ length: times }, work)
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
