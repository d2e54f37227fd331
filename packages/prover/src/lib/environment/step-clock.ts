/** Imported into each process of the project: SIGUSR2 sets its clock a minute ahead, the next one right again. */

const STEP_MS = 60_000

const rightClock = globalThis.Date
const { now } = rightClock
const ahead = () => now() + STEP_MS
let isAhead = false

/** Timers and performance.now() go on as they are: they count from the start of the machine, as with a real step. */
process.on('SIGUSR2', () => {
  isAhead = !isAhead
  rightClock.now = isAhead ? ahead : now
  globalThis.Date = isAhead ? new Proxy(rightClock, { construct, apply }) : rightClock
})

function construct(target: DateConstructor, given: unknown[], called: unknown): Date {
  const values = given.length === 0 ? [ahead()] : given
  return Reflect.construct(target, values, called === globalThis.Date ? target : Object(called))
}

function apply(target: DateConstructor): string {
  return new target(ahead()).toString()
}
