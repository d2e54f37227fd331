const LEFT_OUT_MS = 500
/** As the deployment files say: a process that is slow to answer once is not taken out. */
const SILENT_TIMES = 3

/** What a process says when it is asked whether it wants traffic. */
export type Readiness = 'yes' | 'no' | 'silent'

/** Chooses a replica for each attempt, as a load balancer with active and passive health checks would. */
export interface Balancer {
  /** The next replica in turn, other than `avoid` where there is a choice. */
  choose(avoid?: number): number
  /** Leaves a replica out for a moment after it refused or broke a connection. */
  reportDown(replica: number): void
  /**
   * Leaves it out while it says that it is not ready, or was silent three times. When none is left, those are tried
   * that have refused nothing of late, then all.
   */
  hear(replica: number, readiness: Readiness): void
}

export function createBalancer(replicas: number, now: () => number): Balancer {
  const downUntil = new Array<number>(replicas).fill(0)
  const silences = new Array<number>(replicas).fill(0)
  let turn = 0

  const inTurn = () => Array.from({ length: replicas }, (_, step) => (turn + step) % replicas)
  const answers = (replica: number) => (downUntil[replica] ?? 0) <= now()
  const isUp = (replica: number) => (silences[replica] ?? 0) < SILENT_TIMES && answers(replica)

  return {
    choose(avoid) {
      const order = inTurn()
      const others = order.filter((replica) => replica !== avoid)
      const found = [
        others.find(isUp),
        order.find(isUp),
        others.find(answers),
        others[0],
        order[0],
      ].find((replica) => replica !== undefined)
      const chosen = found ?? 0
      turn = (chosen + 1) % replicas
      return chosen
    },
    reportDown(replica) {
      downUntil[replica] = now() + LEFT_OUT_MS
    },
    hear(replica, readiness) {
      if (readiness === 'yes') silences[replica] = 0
      else silences[replica] = readiness === 'no' ? SILENT_TIMES : (silences[replica] ?? 0) + 1
    },
  }
}
