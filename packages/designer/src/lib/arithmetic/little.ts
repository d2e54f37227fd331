/** Little's law: mean work in flight = arrivals per second × mean seconds in the system. */
export function inFlight(perSecond: number, secondsInSystem: number): number {
  return perSecond * secondsInSystem
}

/** Little's law turned round: the arrivals per second that so many slots can carry. */
export function throughput(slots: number, secondsInSystem: number): number {
  return slots / secondsInSystem
}
