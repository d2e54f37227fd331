import type { Design } from '@archwright/model'

/** The decisions in one line each, and the numbers that carry them. */
export function decisionSummary({
  title,
  decisions,
  capacity,
  availability,
  brief,
}: Design): string {
  const lines = decisions.map(({ id, answer }) => `  ${id}  ${answer}`)
  return `
${title}
${lines.join('\n')}
  ${capacity.replicas} replicas, ${capacity.cores.toFixed(1)} cores, database ${capacity.databaseCores.toFixed(1)} cores, pool ${capacity.poolSize}
  ${availability.statement}
  ${brief.facts.length} numbers read, ${brief.assumptions.length} assumed, ${brief.notUnderstood.length} sentences not understood

`
}
