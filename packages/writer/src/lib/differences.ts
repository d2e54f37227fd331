import type { Decision, Design } from '@archwright/model'

import { blocks, heading, prose, table } from './text/markdown.ts'
import { bytes, number, percent } from './text/quantity.ts'

/** What differs between two designs: decisions answered otherwise, and figures. */
export interface DesignDifference {
  decisions: { key: string; question: string; before: string; after: string }[]
  figures: { name: string; before: number; after: number; unit: string }[]
  /** Decisions that both designs answer in the same way. */
  unchanged: number
}

/** The differences between two designs, in the order of the first. */
export function compareDesigns(before: Design, after: Design): DesignDifference {
  const keys = [...new Set([...before.decisions, ...after.decisions].map(({ key }) => key))]
  const pairs = keys.map((key) => ({ key, from: find(before, key), to: find(after, key) }))
  const changed = pairs.filter(({ from, to }) => from?.chosen !== to?.chosen)
  return {
    decisions: changed.map(({ key, from, to }) => ({
      key,
      question: (from ?? to)?.question ?? '',
      before: from?.chosen ?? notAsked,
      after: to?.chosen ?? notAsked,
    })),
    figures: figuresOf(before).flatMap((figure, index) => {
      const now = figuresOf(after)[index]?.value ?? 0
      const { name, value, unit } = figure
      return value === now ? [] : [{ name, before: value, after: now, unit }]
    }),
    unchanged: pairs.length - changed.length,
  }
}

const notAsked = 'does not arise'

const find = ({ decisions }: Design, key: string): Decision | undefined =>
  decisions.find((decision) => decision.key === key)

/** Both designs give the same names in the same order. */
function figuresOf({ capacity, availability, stores, workload }: Design) {
  const calls = workload.reduce((sum, { peakPerSecond }) => sum + peakPerSecond, 0)
  return [
    { name: 'Calls at the peak', value: calls, unit: 'calls/s' },
    { name: 'Application replicas', value: capacity.replicas, unit: 'replicas' },
    { name: 'Application cores', value: capacity.cores, unit: 'cores' },
    { name: 'Database cores', value: capacity.databaseCores, unit: 'cores' },
    { name: 'Connections at the database', value: capacity.poolSize, unit: 'connections' },
    { name: 'Storage after a year', value: capacity.storageBytesAfterYear, unit: 'bytes' },
    { name: 'Stores', value: stores.length, unit: 'stores' },
    { name: 'Availability composed', value: availability.composed, unit: 'share of time' },
  ]
}

/** The differences as Markdown. */
export function differenceText({ decisions, figures, unchanged }: DesignDifference): string {
  const same = `${unchanged} decision${unchanged === 1 ? ' stays' : 's stay'} as ${unchanged === 1 ? 'it is' : 'they are'}.`
  if (decisions.length + figures.length === 0) return `Nothing changes. ${same}\n`
  const text = blocks(
    decisions.length === 0
      ? ''
      : blocks(
          heading(2, 'Decisions that change'),
          table(
            [{ title: 'Question' }, { title: 'Now' }, { title: 'Then' }],
            decisions.map(({ question, before, after }) => [question, before, after].map(prose)),
          ),
        ),
    same,
    figures.length === 0
      ? ''
      : blocks(
          heading(2, 'Figures that change'),
          table(
            [{ title: 'Figure' }, right('Now'), right('Then')],
            figures.map(({ name, before, after, unit }) => [
              name,
              shown(before, unit),
              shown(after, unit),
            ]),
          ),
        ),
  )
  return `${text}\n`
}

const right = (title: string) => ({ title, align: 'right' as const })

function shown(value: number, unit: string): string {
  if (unit === 'bytes') return bytes(value)
  if (unit === 'share of time') return percent(value)
  return `${number(value)} ${unit}`
}
