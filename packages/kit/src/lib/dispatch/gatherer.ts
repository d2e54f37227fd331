import { type CallScope, currentScope, inScope } from '../telemetry/call-scope.ts'

/** How one member of a run ended. */
export type Outcome =
  | { readonly ok: true; readonly output: unknown }
  | { readonly ok: false; readonly error: unknown }

interface Waiting<Item> {
  /** Whose run it is, if it is run alone. */
  readonly scope: CallScope | undefined
  readonly item: Item
  resolve(outcome: Outcome): void
}

export interface GathererOptions<Item> {
  /** Most items of one run. */
  readonly most: number
  /** Items of which this differs never share a run. */
  readonly apart?: (item: Item) => unknown
  /** Most runs at a time. */
  readonly concurrent: number
  /**
   * After a run of several, how long the next one lets more arrive: as long again as that run took, within these
   * bounds. Nothing is held back when it has been quiet for longer, or after a run of one: there was no crowd to wait for.
   */
  readonly pauseMs: { readonly least: number; readonly most: number }
}

/** Short enough that a dozen steps in a row stay quick, long enough that they share their runs when it is busy. */
export const gatherPauseMs = { least: 8, most: 24 }

/**
 * Gathers what arrives together into one run.
 *
 * Whoever comes when it is quiet runs at once and alone. What arrives during a run, or shortly after a shared one, forms
 * the next. So a lonely caller waits for nobody, and under load one transaction serves many: the busier the machine, the
 * longer a run takes, the more the next one gathers. At 100 orders/s a run costs what its first member costs (measured).
 */
export class Gatherer<Item> {
  readonly #options: GathererOptions<Item>
  readonly #run: (items: Item[]) => Promise<Outcome[]>
  #waiting: Waiting<Item>[] = []
  #running = 0
  #scheduled = false
  #endedAt = Number.NEGATIVE_INFINITY
  #pauseMs = 0

  constructor(options: GathererOptions<Item>, run: (items: Item[]) => Promise<Outcome[]>) {
    this.#options = options
    this.#run = run
  }

  add(item: Item): Promise<Outcome> {
    return new Promise((resolve) => {
      this.#waiting.push({ item, resolve, scope: currentScope() })
      this.#schedule()
    })
  }

  #schedule(): void {
    const { concurrent } = this.#options
    if (this.#scheduled || this.#waiting.length === 0 || this.#running >= concurrent) return
    this.#scheduled = true
    const start = () => {
      this.#scheduled = false
      while (this.#waiting.length > 0 && this.#running < concurrent) this.#start()
    }
    // At the least one turn of the event loop later, so that all that one socket read or one earlier run woke joins.
    const quietMs = performance.now() - this.#endedAt
    if (quietMs < this.#pauseMs) setTimeout(start, this.#pauseMs - quietMs)
    else setImmediate(start)
  }

  #take(): Waiting<Item>[] {
    const { most, apart } = this.#options
    const [first] = this.#waiting
    if (!apart || !first) return this.#waiting.splice(0, most)
    const kind = apart(first.item)
    const batch = this.#waiting.filter(({ item }) => apart(item) === kind).slice(0, most)
    const taken = new Set(batch)
    this.#waiting = this.#waiting.filter((waiting) => !taken.has(waiting))
    return batch
  }

  async #start(): Promise<void> {
    const batch = this.#take()
    this.#running += 1
    const startedAt = performance.now()
    const outcomes = await runOrSplit(batch, this.#run)
    this.#running -= 1
    this.#endedAt = performance.now()
    const { least, most } = this.#options.pauseMs
    this.#pauseMs =
      batch.length === 1 ? 0 : Math.min(most, Math.max(least, this.#endedAt - startedAt))
    batch.forEach(({ resolve }, index) => {
      resolve(
        outcomes[index] ?? {
          ok: false,
          error: new Error('a run answered fewer than it was asked'),
        },
      )
    })
    this.#schedule()
  }
}

/** One bad member must not fail the others: a failed run is taken apart and each runs alone. */
async function runOrSplit<Item>(
  batch: readonly Waiting<Item>[],
  run: (items: Item[]) => Promise<Outcome[]>,
): Promise<Outcome[]> {
  const scope = batch.length === 1 ? batch[0]?.scope : undefined
  try {
    return await inScope(scope, () => run(batch.map(({ item }) => item)))
  } catch (error) {
    if (batch.length === 1) return [{ ok: false, error }]
  }
  const alone: Outcome[] = []
  for (const one of batch) alone.push(...(await runOrSplit([one], run)))
  return alone
}
