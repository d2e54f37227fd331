import { decisionsIn } from '../references.ts'
import { blocks, code, prose, table } from '../text/markdown.ts'
import { moneyRange } from '../text/money.ts'
import { number, percent, quantity } from '../text/quantity.ts'
import { answers, type Scene, section, subsection } from './section.ts'

/** Part 3: the load, what carries it, and what each further factor costs. */
export function scalabilitySection(scene: Scene): string {
  const { design } = scene
  return section(
    '3. Scalability',
    answers(scene, decisionsIn(design, 'scalability')),
    subsection('Load by operation', loadTable(scene)),
    subsection('Stages', stageTable(scene)),
  )
}

function loadTable({ design }: Scene): string {
  const { workload } = design
  const busiest = Math.max(0, ...workload.map(({ peakPerSecond }) => peakPerSecond))
  const rows = workload
    .filter(({ peakPerSecond }) => peakPerSecond > 0 && peakPerSecond >= busiest * leastShare)
    .sort((a, b) => b.peakPerSecond - a.peakPerSecond)
  const quiet = workload.length - rows.length
  const shown = table(
    [
      { title: 'Operation' },
      { title: 'Average', align: 'right' },
      { title: 'Peak', align: 'right' },
      { title: 'In flight at peak', align: 'right' },
      { title: 'CPU each', align: 'right' },
      { title: 'Bound', align: 'right' },
    ],
    rows.map((load) => [
      code(load.operation),
      quantity(load.averagePerSecond, '/s'),
      quantity(load.peakPerSecond, '/s'),
      number(load.concurrency, 3),
      quantity(load.cpuSecondsPerCall, 's'),
      `${quantity(load.latencyMs, 'ms')} at p${number(load.percentile * 100)}`,
    ]),
  )
  return blocks(
    shown,
    quiet > 0
      ? `Not shown: ${quiet} ${quiet === 1 ? 'operation' : 'operations'} below ${percent(leastShare)} of the busiest.`
      : '',
  )
}

const leastShare = 0.01

function stageTable({ design }: Scene): string {
  const priced = design.stages.some(({ cost }) => cost !== undefined)
  const rows = table(
    [
      { title: 'Load', align: 'right' },
      { title: 'That is' },
      { title: 'Breaks first' },
      { title: 'The step' },
      { title: 'Effort' },
      ...(priced ? [{ title: 'A month then', align: 'right' } as const] : []),
    ],
    design.stages.map(({ factor, load, breaks, step, effort, cost }) => [
      `×${number(factor)}`,
      prose(load),
      prose(breaks),
      prose(step),
      prose(effort),
      ...(cost ? [moneyRange(cost.low, cost.high, design.cost.currency)] : []),
    ]),
  )
  return rows === ''
    ? ''
    : blocks('What breaks first as the load grows, and the step that answers it:', rows)
}
