import type { Replica } from '../environment/replica.ts'

const EVERY_MS = 500

/** Looks at what the processes hold in memory until it is disposed. */
export function watchMemory(replicas: readonly Replica[]): Disposable & { mostMb(): number } {
  let most = 0
  const look = async () => {
    for (const replica of replicas) most = Math.max(most, (await replica.memoryMb()) ?? 0)
  }
  const timer = setInterval(() => void look(), EVERY_MS)
  return { mostMb: () => most, [Symbol.dispose]: () => clearInterval(timer) }
}
