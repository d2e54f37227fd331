/** Runs a task for every item, so many at a time; results in the order of the items. */
export async function concurrently<Item, Result>(
  items: readonly Item[],
  atATime: number,
  task: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length)
  const queue = items.entries()
  const lane = async () => {
    for (const [index, item] of queue) results[index] = await task(item, index)
  }
  await Promise.all(Array.from({ length: Math.min(atATime, items.length) }, lane))
  return results
}
