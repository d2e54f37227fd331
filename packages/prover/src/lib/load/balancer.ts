const LEFT_OUT_MS = 500

/** Chooses a replica for each attempt, as a load balancer with active and passive health checks would. */
export interface Balancer {
  /** The next replica in turn, other than `avoid` where there is a choice. */
  choose(avoid?: number): number
  /** Leaves a replica out for a moment after it refused or broke a connection. */
  reportDown(replica: number): void
  /** Leaves it out while it says that it is not ready. When none is, all are tried in turn. */
  setReady(replica: number, isReady: boolean): void
}

export function createBalancer(replicas: number, now: () => number): Balancer {
  const downUntil = new Array<number>(replicas).fill(0)
  let turn = 0

  const inTurn = () => Array.from({ length: replicas }, (_, step) => (turn + step) % replicas)
  const unready = new Set<number>()
  const isUp = (replica: number) => !unready.has(replica) && (downUntil[replica] ?? 0) <= now()

  return {
    choose(avoid) {
      const order = inTurn()
      const others = order.filter((replica) => replica !== avoid)
      const chosen = others.find(isUp) ?? order.find(isUp) ?? others[0] ?? order[0] ?? 0
      turn = (chosen + 1) % replicas
      return chosen
    },
    reportDown(replica) {
      downUntil[replica] = now() + LEFT_OUT_MS
    },
    setReady(replica, isReady) {
      if (isReady) unready.delete(replica)
      else unready.add(replica)
    },
  }
}
