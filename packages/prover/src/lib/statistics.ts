const Z95 = 1.959964

/** A 95 % interval, both ends included. */
export type Interval = [low: number, high: number]

/** Wilson's interval of a share of `bad` in `total`; for none at all the rule of three. */
export function shareInterval(bad: number, total: number): Interval {
  if (total === 0) return [0, 1]
  if (bad === 0) return [0, Math.min(1, 3 / total)]
  const share = bad / total
  const spread = Z95 * Math.sqrt((share * (1 - share)) / total + Z95 ** 2 / (4 * total ** 2))
  const middle = share + Z95 ** 2 / (2 * total)
  const scale = 1 + Z95 ** 2 / total
  return [Math.max(0, (middle - spread) / scale), Math.min(1, (middle + spread) / scale)]
}

/**
 * Interval of the mean of a Poisson count of which `count` were seen (Byar's approximation of the exact
 * one, within 1 % from one event on); for none the rule of three.
 */
export function countInterval(count: number): Interval {
  if (count === 0) return [0, 3]
  const low = count * (1 - 1 / (9 * count) - Z95 / (3 * Math.sqrt(count))) ** 3
  const more = count + 1
  const high = more * (1 - 1 / (9 * more) + Z95 / (3 * Math.sqrt(more))) ** 3
  return [low, high]
}

/** How many trials without a bad outcome support a share of bad ones of at most `share` (95 %). */
export function trialsNeeded(share: number): number {
  return Math.ceil(3 / share - 1e-6)
}
