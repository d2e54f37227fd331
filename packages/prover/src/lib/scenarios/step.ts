import type { Call, Outcome } from '../load/call.ts'

/** Somebody signed in. */
export interface Buyer {
  customerId: string
  token: string
  /** Number of the simulated client it comes from. */
  client: number
}

/** A signed-in customer, registered by the proof over the public API. */
export interface Customer extends Buyer {
  email: string
  password: string
  refreshToken: string
}

/** A call to make, and who wants to hear what became of it. */
export interface Step {
  call: Call
  heard?(outcome: Outcome): void
}

/** The body of an answer whose shape its contract gives. */
export function bodyOf<Body>({ answer }: Outcome): Body {
  return JSON.parse(answer?.text ?? '{}') as Body
}
