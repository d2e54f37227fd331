/** A request that a simulated client wants answered. */
export interface Call {
  /** operationId of the contract, "orders.placeOrder". */
  operation: string
  method: string
  path: string
  headers: Record<string, string>
  body?: string
  /** Number of the simulated client; clients come from different addresses. */
  client: number
}

/** One try of a call on one replica: an answer, or the error that came instead. */
export interface Attempt {
  /** Epoch milliseconds. */
  at: number
  replica: number
  ms: number
  status?: number
  error?: string
}

export interface Answer {
  status: number
  headers: Record<string, string>
  text: string
}

/** What became of a call after all its attempts; without an answer when none of them got one. */
export interface Outcome {
  attempts: Attempt[]
  answer?: Answer
}

/** Whether the call got what it asked for. */
export function succeeded({ answer }: Outcome): boolean {
  return answer !== undefined && answer.status >= 200 && answer.status < 300
}
