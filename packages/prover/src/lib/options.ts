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
  faultSeconds: number
  stepSeconds: number
  stepFactor: number
  customers: number
  faults: boolean
  saturate: boolean
}

export function scheduleOf({ quick, seconds, faults, saturate }: ProveOptions): Schedule {
  return {
    steadySeconds: seconds ?? (quick ? 60 : 300),
    warmUpSeconds: 3,
    faultSeconds: quick ? 14 : 25,
    stepSeconds: quick ? 4 : 8,
    stepFactor: quick ? 1.4 : 1.25,
    customers: 100,
    faults: faults ?? true,
    saturate: saturate ?? true,
  }
}
