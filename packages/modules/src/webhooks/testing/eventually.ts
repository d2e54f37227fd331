import { setTimeout } from 'node:timers/promises'

const limitMs = 45_000

/** Waits until something is there; rejects after 45 s with what it still was. */
export async function eventually<Value>(
  look: () => Value | Promise<Value>,
  isThere: (value: Value) => boolean = Boolean,
): Promise<Value> {
  const deadlineAt = performance.now() + limitMs
  for (;;) {
    const value = await look()
    if (isThere(value)) return value
    if (performance.now() > deadlineAt) throw new Error(`still ${JSON.stringify(value)}`)
    await setTimeout(20)
  }
}
