/** How a proof is made. */
export interface ProveOptions {
  /** A minute of load at most, short fault phases, coarse saturation steps. */
  quick?: boolean
  /** Seconds of steady load; 60 when quick, else 300. */
  seconds?: number
  /** Whether things are broken under load; true if absent. */
  faults?: boolean
  /** Whether the highest load is looked for; true if absent. */
  saturate?: boolean
  /** Ends the proof early; everything it started ends with it. */
  signal?: AbortSignal
  /** Hears one line at a time about how it goes. */
  progress(line: string): void
}

/** The options with all lengths decided. */
export interface Schedule {
  steadySeconds: number
  warmUpSeconds: number
  /** At most; a fault's phase ends when service is back. */
  faultSeconds: number
  stepSeconds: number
  stepFactor: number
  /** Registered over the public API: each costs two password hashes. */
  customers: number
  /** More buyers, with tokens signed by the proof. */
  buyers: number
  faults: boolean
  saturate: boolean
}

export function scheduleOf({ quick, seconds, faults, saturate }: ProveOptions): Schedule {
  return {
    steadySeconds: seconds ?? (quick ? 60 : 300),
    warmUpSeconds: quick ? 5 : 10,
    faultSeconds: quick ? 30 : 60,
    stepSeconds: quick ? 4 : 8,
    stepFactor: quick ? 1.4 : 1.25,
    customers: 30,
    buyers: 500,
    faults: faults ?? true,
    saturate: saturate ?? true,
  }
}
