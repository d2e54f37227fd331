/** Calls sent by one request when each of `layers` layers makes `attempts` attempts. */
export function retryAmplification(attempts: number, layers: number): number {
  return attempts ** layers
}

/** Chance that a request calling `calls` parts meets at least one slow part of share `slow`. */
export function fanOutTail(slow: number, calls: number): number {
  return 1 - (1 - slow) ** calls
}

/** Longest total wait of `attempts` attempts with exponential backoff and full jitter, seconds. */
export function longestWait(
  timeoutSeconds: number,
  attempts: number,
  backoffSeconds: number,
): number {
  return attempts * timeoutSeconds + backoffSeconds * (2 ** (attempts - 1) - 1)
}

/** Seconds a breaker needs to see `calls` calls at `perSecond`; never under one second. */
export function breakerWindow(calls: number, perSecond: number): number {
  return Math.max(1, Math.ceil(calls / perSecond))
}
