import type { Conflict } from '@archwright/model'

import { quote } from '../citations.ts'
import { duration, show } from '../figures.ts'
import { figure, interval } from '../rules/catalog.ts'
import type { Situation } from '../situation.ts'

/** Demands that exclude one another, each with the nearest design that can be built. */
export function conflictsOf(situation: Situation): Conflict[] {
  return checks.flatMap((check) => check(situation) ?? [])
}

type Check = (situation: Situation) => Conflict | undefined

const checks: readonly Check[] = [
  regionsAgainstLatency,
  lossAgainstLatency,
  lossAgainstCopies,
  outsideAgainstLatency,
  recoveryAgainstFailover,
  offlineAgainstStrong,
  exactlyOnceOutside,
  keptAgainstErased,
]

/** A write that every region must see at once waits for a majority of them: at least one round trip. */
function regionsAgainstLatency(situation: Situation): Conflict | undefined {
  const { needs, brief } = situation
  const { low, mid } = roundTrip()
  const strong = brief.operations.filter(
    ({ kind, consistency, latencyMs = Number.POSITIVE_INFINITY }) =>
      kind === 'command' && consistency === 'strong' && latencyMs < low,
  )
  const [tightest] = strong.toSorted((a, b) => (a.latencyMs ?? 0) - (b.latencyMs ?? 0))
  if (needs.regions < 2 || tightest === undefined) return undefined
  return {
    key: 'regions.latency',
    demands: [
      `${needs.regions} regions that take writes`,
      `${tightest.name} strongly consistent`,
      `${tightest.name} within ${show(tightest.latencyMs ?? 0)} ms`,
    ],
    arithmetic: `A strongly consistent write waits for a majority of ${needs.regions} regions: 1 round trip of ${show(low)} ms between neighbours, ${show(mid)} ms over an ocean, against ${show(tightest.latencyMs ?? 0)} ms`,
    nearest: `Each record has a home region that decides on it within the bound; other regions read copies that are seconds behind. Or allow ${show(Math.ceil(low + figure('hop.latency')))} ms and neighbouring regions`,
    from: ['region.rtt'],
  }
}

/** Losing nothing when a region dies means that another one had the write before the answer. */
function lossAgainstLatency({ needs }: Situation): Conflict | undefined {
  const { low } = roundTrip()
  if (needs.regions < 2 || needs.rpoSeconds > 0 || needs.commandMs >= low) return undefined
  return {
    key: 'rpo.latency',
    demands: ['No acknowledged write lost with a region', `Commands within ${needs.commandMs} ms`],
    arithmetic: `RPO 0 needs a synchronous copy in another region, so each commit waits 1 round trip of ${show(low)} ms or more, against ${needs.commandMs} ms; an asynchronous copy is behind by what is in flight, so its RPO is above 0`,
    nearest: `Synchronous copies in another zone (RPO 0 for a zone), asynchronous ones in the other region (RPO of seconds for a region)`,
    from: ['region.rtt'],
  }
}

/** What a copy has not heard of yet is lost with the original. */
function lossAgainstCopies(situation: Situation): Conflict | undefined {
  const { needs, signals, totals } = situation
  if (needs.rpoSeconds > 0 || !signals.any('asynchronous-copies')) return undefined
  const { mid } = roundTrip()
  const inFlight = (totals.writesPerSecond * mid) / 1000
  return {
    key: 'rpo.copies',
    demands: [
      'No acknowledged write lost (RPO 0)',
      `Copies that follow later (${quote(situation, 'asynchronous-copies')})`,
    ],
    arithmetic: `An asynchronous copy is behind by what is under way: ${show(totals.writesPerSecond)} writes/s × ${show(mid)} ms = ${show(inFlight)} acknowledged writes on average that only the original has, and seconds of them when the line is busy; RPO 0 allows 0`,
    nearest: `A synchronous copy in another zone (RPO 0 for a machine or a zone, about 1 ms a commit), and asynchronous ones for the loss of a region (RPO of seconds)`,
    from: ['region.rtt'],
  }
}

/** A call that must be answered by somebody else cannot be faster than they are. */
function outsideAgainstLatency({ brief }: Situation): Conflict | undefined {
  const isAssumed = (name: string) =>
    brief.assumptions.some(({ about }) => about === `operations.${name}.latencyMs`)
  const slow = brief.operations.flatMap(({ name, kind, calls, latencyMs }) => {
    // Nobody waits for a job, and a bound that nobody stated is no demand.
    if (kind === 'job' || isAssumed(name)) return []
    const dependency = brief.dependencies.find(
      (each) => calls.includes(each.name) && (each.latencyMs ?? 0) > (latencyMs ?? 1e9),
    )
    return dependency && latencyMs !== undefined ? [{ name, latencyMs, dependency }] : []
  })
  const [first] = slow
  if (first === undefined) return undefined
  const { name, latencyMs, dependency } = first
  return {
    key: 'outside.latency',
    demands: [`${name} within ${show(latencyMs)} ms`, `${name} asks ${dependency.name}`],
    arithmetic: `${dependency.name} alone takes ${show(dependency.latencyMs ?? 0)} ms on average, more than the ${show(latencyMs)} ms of the whole answer`,
    nearest: `${name} records the wish and answers 202 within the bound; the outcome follows as an event or by a status resource`,
    from: [],
  }
}

/** Nobody is back before the failure was noticed and another has taken over. */
function recoveryAgainstFailover({ needs, brief }: Situation): Conflict | undefined {
  const failover = figure('recovery.failover')
  if (needs.rtoSeconds >= failover) return undefined
  if (brief.assumptions.some(({ about }) => about === 'objectives.rtoSeconds')) return undefined
  return {
    key: 'rto.failover',
    demands: [
      `Recovery within ${duration(needs.rtoSeconds)}`,
      'One primary that decides on writes',
    ],
    arithmetic: `A standby takes over in ${duration(failover)} (noticing, promoting, reconnecting), against ${duration(needs.rtoSeconds)}`,
    nearest:
      'Reads and queued commands go on without a gap; writes that need the primary wait for the takeover within their deadline. Shorter means a store with several leaders, and its conflicts',
    from: ['recovery.failover'],
  }
}

/** Brewer's theorem: apart from one another, two copies cannot both accept writes and agree. */
function offlineAgainstStrong(situation: Situation): Conflict | undefined {
  const { signals } = situation
  const apart = signals.of('offline', 'always-writable')[0]
  if (apart === undefined || !signals.any('strong-consistency')) return undefined
  return {
    key: 'partition.consistency',
    demands: [
      `Writes while apart (${quote(situation, apart)})`,
      `Data always as written (${quote(situation, 'strong-consistency')})`,
    ],
    arithmetic:
      '2 copies that cannot talk and both accept a write differ until they talk again: of consistency and availability, 1 remains during a partition (Gilbert and Lynch 2002)',
    nearest:
      'Name the data that must never differ (money, places, stock) and refuse it while apart; the rest is accepted and merged by a stated rule',
    from: [],
  }
}

/** Between two systems a message may be lost or repeated; only its effect can be made to happen once. */
function exactlyOnceOutside(situation: Situation): Conflict | undefined {
  const { signals } = situation
  if (!signals.any('no-duplicates') || !signals.any('webhooks', 'asks webhooks')) return undefined
  return {
    key: 'delivery.once',
    demands: [`Nothing twice (${quote(situation, 'no-duplicates')})`, 'Told to systems of others'],
    arithmetic:
      'After a lost answer the sender knows 2 possible states and cannot tell them apart, so it sends again or gives up: at least once, or at most once',
    nearest:
      'At least once, each message with an id that stays the same over retries; the receiver drops ids it has seen',
    from: [],
  }
}

/** What is kept for ever cannot be erased, unless it was written so that it can be made unreadable. */
function keptAgainstErased(situation: Situation): Conflict | undefined {
  const { signals, brief } = situation
  const erasing = brief.objectives.compliance?.find((name) => /gdpr|ccpa|privacy/i.test(name))
  const personal = brief.entities.some(({ sensitivity }) => sensitivity === 'personal')
  if (erasing === undefined || !personal || !signals.any('history', 'replay')) return undefined
  const kept = signals.of('history', 'replay')[0] ?? 'history'
  return {
    key: 'history.erasure',
    demands: [`Every change kept (${quote(situation, kept)})`, `Erasure on demand (${erasing})`],
    arithmetic:
      'A person may demand erasure within 1 month (GDPR art. 12 and 17), and a log of facts is never rewritten',
    nearest:
      'Personal fields in the history are encrypted with a key for each person; erasing destroys the key, so 1 write erases all of them',
    from: [],
  }
}

/** The shortest and the usual round trip between regions, milliseconds. */
const roundTrip = () => ({ low: interval('region.rtt').low, mid: figure('region.rtt') })
