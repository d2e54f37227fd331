const secondsPerYear = 365.25 * 86_400

/** Parts that must all work: their availabilities multiply. */
export function series(parts: readonly number[]): number {
  return parts.reduce((product, part) => product * part, 1)
}

/** Independent copies of which one is enough: their unavailabilities multiply. */
export function parallel(each: number, copies: number): number {
  return 1 - (1 - each) ** copies
}

/** At least `needed` of `copies` independent copies work (binomial). */
export function atLeast(each: number, copies: number, needed: number): number {
  let sum = 0
  for (let up = needed; up <= copies; up += 1) {
    sum += choose(copies, up) * each ** up * (1 - each) ** (copies - up)
  }
  return sum
}

/** Seconds of downtime a year that an availability leaves. */
export function downtimePerYear(availability: number): number {
  return (1 - availability) * secondsPerYear
}

/** Seconds of downtime a month (a twelfth of a year) that an availability leaves. */
export function downtimePerMonth(availability: number): number {
  return downtimePerYear(availability) / 12
}

/** Availability lost to a fault that strikes `perYear` times, takes `seconds`, and hits a `share` of calls. */
export function faultCost(perYear: number, seconds: number, share: number): number {
  return (perYear * seconds * share) / secondsPerYear
}

/** Runs without a bad outcome needed to claim a failure share with 95 % confidence: the rule of three. */
export function zeroFailureSample(failureShare: number): number {
  return Math.ceil(3 / failureShare - 1e-6)
}

function choose(n: number, k: number): number {
  let ways = 1
  const fewer = Math.min(k, n - k)
  for (let i = 1; i <= fewer; i += 1) ways = (ways * (n - fewer + i)) / i
  return ways
}
