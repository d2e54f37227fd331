/** Erlang-C: the chance that an arrival waits, for `servers` servers offered `load` erlangs. */
export function erlangC(servers: number, load: number): number {
  if (load >= servers) return 1
  let blocked = 1
  for (let n = 1; n <= servers; n += 1) blocked = (load * blocked) / (n + load * blocked)
  return (servers * blocked) / (servers - load * (1 - blocked))
}

/** Mean seconds in an M/M/c system; infinite when it is overloaded. */
export function meanResponse(servers: number, perSecond: number, serviceSeconds: number): number {
  const load = perSecond * serviceSeconds
  if (load >= servers) return Number.POSITIVE_INFINITY
  return serviceSeconds + (erlangC(servers, load) * serviceSeconds) / (servers - load)
}

/** A percentile of an M/M/1 response: exponential with mean service / (1 − utilization). */
export function responsePercentile(
  serviceSeconds: number,
  used: number,
  percentile: number,
): number {
  if (used >= 1) return Number.POSITIVE_INFINITY
  return (serviceSeconds / (1 - used)) * Math.log(1 / (1 - percentile))
}
