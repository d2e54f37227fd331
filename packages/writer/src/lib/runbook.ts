/** What a person who was woken reads, from top to bottom. */
export interface Runbook {
  name: string
  title: string
  /** What the person who was woken sees. */
  seen: readonly string[]
  /** What happens without anybody's doing. */
  byItself: readonly string[]
  /** What to do, in this order. */
  steps: readonly string[]
  /** When it is over. */
  over: string
  /** A PromQL expression that shows where. */
  query?: string
}
