/** How one member of a run ended. */
export type Outcome =
  | { readonly ok: true; readonly output: unknown }
  | { readonly ok: false; readonly error: unknown }

interface Waiting<Item> {
  readonly item: Item
  resolve(outcome: Outcome): void
}

/**
 * Gathers what arrives together into one run.
 *
 * Nobody waits for company: while fewer than `concurrent` runs are under way an arrival starts one at once,
 * and what arrives meanwhile forms the next. So batches are of one when it is quiet and grow with the load.
 */
export class Gatherer<Item> {
  readonly #most: number
  readonly #concurrent: number
  readonly #run: (items: Item[]) => Promise<Outcome[]>
  #waiting: Waiting<Item>[] = []
  #running = 0
  #scheduled = false

  constructor(
    options: { most: number; concurrent: number },
    run: (items: Item[]) => Promise<Outcome[]>,
  ) {
    this.#most = options.most
    this.#concurrent = options.concurrent
    this.#run = run
  }

  add(item: Item): Promise<Outcome> {
    return new Promise((resolve) => {
      this.#waiting.push({ item, resolve })
      this.#schedule()
    })
  }

  // One turn of the event loop later, so that all that one socket read or one earlier run woke joins.
  #schedule(): void {
    if (this.#scheduled || this.#running >= this.#concurrent) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      while (this.#waiting.length > 0 && this.#running < this.#concurrent) this.#start()
    })
  }

  async #start(): Promise<void> {
    const batch = this.#waiting.splice(0, this.#most)
    this.#running += 1
    const outcomes = await runOrSplit(
      batch.map(({ item }) => item),
      this.#run,
    )
    this.#running -= 1
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
  items: Item[],
  run: (items: Item[]) => Promise<Outcome[]>,
): Promise<Outcome[]> {
  try {
    return await run(items)
  } catch (error) {
    if (items.length === 1) return [{ ok: false, error }]
  }
  const alone: Outcome[] = []
  for (const item of items) alone.push(...(await runOrSplit([item], run)))
  return alone
}
