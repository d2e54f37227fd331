/** How many times faster than allowed a budget burns when `budgetFraction` of it goes in `longSeconds`. */
export function burnRate(budgetFraction: number, windowDays: number, longSeconds: number): number {
  return (budgetFraction * windowDays * 86_400) / longSeconds
}

/** The fastest burn possible, when every call fails; an alert above it can never fire. */
export function highestBurn(target: number): number {
  return 1 / (1 - target)
}

/** Calls an hour under which a single failure alone trips a burn-rate alert. */
export function quietBelowPerHour(target: number, burn: number): number {
  return 1 / ((1 - target) * burn)
}
