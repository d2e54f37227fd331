import type { Design } from '@archwright/model'

/** The first decisions of each area in one line each, and the numbers that carry the design. */
export function decisionSummary({
  title,
  decisions,
  capacity,
  availability,
  brief,
}: Design): string {
  const leading = [...Map.groupBy(decisions, ({ area }) => area).values()].flatMap((area) =>
    area.slice(0, perArea),
  )
  const lines = leading.map(({ id, answer }) => `  ${id}  ${answer}`)
  const others = decisions.length - leading.length
  return `
${title}
${lines.join('\n')}
  and ${others} more decisions in the proposal
  ${capacity.replicas} replicas, ${capacity.cores.toFixed(1)} cores, database ${capacity.databaseCores.toFixed(1)} cores, pool ${capacity.poolSize}
  ${availability.statement}
  ${brief.facts.length} numbers read, ${brief.assumptions.length} assumed, ${brief.notUnderstood.length} sentences not understood

`
}

/** Each area asks what the most depends on first. */
const perArea = 2
