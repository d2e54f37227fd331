/** What happens next: items by the time at which they are due, earliest first (a binary heap). */
export interface EventQueue {
  readonly size: number
  /** When the next item is due; infinity when there is none. */
  nextTime(): number
  push(time: number, item: number): void
  /** The next item; the queue must not be empty. */
  pop(): number
}

export function createEventQueue(): EventQueue {
  const times: number[] = []
  const items: number[] = []
  const swap = (a: number, b: number) => {
    const time = times[a] ?? 0
    const item = items[a] ?? 0
    times[a] = times[b] ?? 0
    items[a] = items[b] ?? 0
    times[b] = time
    items[b] = item
  }
  const at = (index: number) => times[index] ?? Number.POSITIVE_INFINITY
  const rise = (from: number) => {
    for (let child = from; child > 0; ) {
      const parent = (child - 1) >> 1
      if (at(parent) <= at(child)) return
      swap(parent, child)
      child = parent
    }
  }
  const sink = () => {
    for (let parent = 0; ; ) {
      const left = 2 * parent + 1
      const child = at(left + 1) < at(left) ? left + 1 : left
      if (at(child) >= at(parent)) return
      swap(parent, child)
      parent = child
    }
  }
  return {
    get size() {
      return times.length
    },
    nextTime: () => at(0),
    push(time, item) {
      times.push(time)
      items.push(item)
      rise(times.length - 1)
    },
    pop() {
      const first = items[0]
      if (first === undefined) throw new TypeError('nothing is due')
      swap(0, times.length - 1)
      times.pop()
      items.pop()
      sink()
      return first
    },
  }
}
