/** From so many servers on, the limit of Halfin and Whitt is within 0.0015 of Erlang-C, and needs no loop. */
const manyServers = 10_000

/** Erlang-C: the chance that an arrival waits, for `servers` servers offered `load` erlangs. */
export function erlangC(servers: number, load: number): number {
  if (load >= servers) return 1
  if (servers >= manyServers) return halfinWhitt((servers - load) / Math.sqrt(load))
  let blocked = 1
  for (let n = 1; n <= servers; n += 1) blocked = (load * blocked) / (n + load * blocked)
  return (servers * blocked) / (servers - load * (1 - blocked))
}

/** Erlang-C of very many servers with a spare of `beta` √load (Halfin and Whitt, Operations Research 29, 1981). */
function halfinWhitt(beta: number): number {
  const density = Math.exp((-beta * beta) / 2) / Math.sqrt(2 * Math.PI)
  return 1 / (1 + (beta * normal(beta)) / density)
}

/** The standard normal distribution, to 7.5e-8 (Abramowitz and Stegun 26.2.17), for x ≥ 0. */
function normal(x: number): number {
  const t = 1 / (1 + 0.2316419 * x)
  const [a, b, c, d, e] = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429]
  const tail = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * t
  return 1 - tail * (a + t * (b + t * (c + t * (d + t * e))))
}

/** Mean seconds in an M/M/c system; infinite when it is overloaded. */
export function meanResponse(servers: number, perSecond: number, serviceSeconds: number): number {
  const load = perSecond * serviceSeconds
  if (load >= servers) return Number.POSITIVE_INFINITY
  return serviceSeconds + (erlangC(servers, load) * serviceSeconds) / (servers - load)
}

/** A queue of identical servers with exponential service. */
export interface Queue {
  servers: number
  perSecond: number
  serviceSeconds: number
}

/**
 * The chance that a call in an M/M/c system takes longer than `seconds`: the service, after a wait that is exponential
 * for the share {@link erlangC} of the calls and none for the rest (Kleinrock, Queueing Systems I, 1975, 3.5 and 5.9).
 */
export function responseTail(queue: Queue, seconds: number): number {
  const { servers, perSecond, serviceSeconds } = queue
  const load = perSecond * serviceSeconds
  if (load >= servers) return 1
  const waits = erlangC(servers, load)
  const serving = 1 / serviceSeconds
  const leaving = (servers - load) * serving
  return (1 - waits) * Math.exp(-serving * seconds) + waits * sumTail(serving, leaving, seconds)
}

/** A percentile of the response of an M/M/c system, seconds; infinite under overload. */
export function responsePercentile(queue: Queue, percentile: number): number {
  if (queue.perSecond * queue.serviceSeconds >= queue.servers) return Number.POSITIVE_INFINITY
  let low = 0
  let high = queue.serviceSeconds
  while (responseTail(queue, high) > 1 - percentile) high *= 2
  while (high - low > 1e-6 * high) {
    const middle = (low + high) / 2
    if (responseTail(queue, middle) > 1 - percentile) low = middle
    else high = middle
  }
  return high
}

/**
 * Mean wait in a G/G/c system by Allen and Cunneen: that of M/M/c times the mean of the squared coefficients of
 * variation of arrivals and service (Allen, Probability, Statistics and Queueing Theory, 2nd ed. 1990, 5.3).
 */
export function meanWait(
  queue: Queue,
  { arrivals, service }: { arrivals: number; service: number },
): number {
  const { servers, perSecond, serviceSeconds } = queue
  const exponential = meanResponse(servers, perSecond, serviceSeconds) - serviceSeconds
  return (exponential * (arrivals + service)) / 2
}

/** The chance that the sum of two exponentials of these rates exceeds `seconds` (hypoexponential). */
function sumTail(one: number, other: number, seconds: number): number {
  if (Math.abs(one - other) < 1e-6 * one) return (1 + one * seconds) * Math.exp(-one * seconds)
  return (other * Math.exp(-one * seconds) - one * Math.exp(-other * seconds)) / (other - one)
}
