import type { Design } from '@archwright/model'

/** Most log that PostgreSQL keeps for a sink that is away: one gibibyte, a few hours of a busy shop. */
const maxLagBytes = '1_073_741_824'

/** Change data capture where the design chose it; empty otherwise. */
export function captureLines({ decisions }: Pick<Design, 'decisions'>): string {
  const decision = decisions.find(({ key }) => key === 'consistency.events')
  if (decision?.chosen !== 'change data capture') return ''
  return `  // ${decision.id}: to CAPTURE_SINK, in the order of commits\n  capture: { maxLagBytes: ${maxLagBytes} },\n`
}
