import type { Brief, Operation } from '@archwright/model'

import { placingOperation } from '../placing-saga.ts'
import { shoppingMix } from '../ready-modules.ts'
import { figure } from '../rules/catalog.ts'
import type { AssumptionBook } from './assumptions.ts'
import { isInternal } from './leading.ts'
import { callsOfPeople, callsPerDay, isMachine, peopleOf } from './people.ts'

type Lead = Operation & {
  ratePerSecond: number
  /** Whether the brief states the rate. */
  stated: boolean
}

/** Calls a second that are to be divided among operations. */
interface Base {
  reads: number
  writes: number
}

/**
 * Rates of the operations the brief gives none for, by what they serve. What the same callers do follows the leading
 * operation; what people do beside machines follows the people; accounts follow visits.
 */
export function openRates(
  brief: Brief,
  lead: Lead,
  book: AssumptionBook,
): (operation: Operation) => number {
  const flow = lead.stated && isFlow(lead, brief)
  const people = flow ? fastestBeside(brief) : undefined
  if (people) return openRates(brief, people, book)
  const machines = new Set(brief.actors.filter(isMachine).map(({ name }) => name))
  const apart = flow || (lead.kind === 'command' && machines.has(lead.actor))
  const open = brief.operations.filter(
    ({ ratePerSecond, kind, name }) =>
      ratePerSecond === undefined && kind !== 'job' && !isAccount(name),
  )
  // The mix of buyers says nothing of an application that keeps products for others.
  const shop = brief.operations.some(({ name }) => name === placingOperation)
  return (operation) => {
    const { name, kind, actor } = operation
    if (kind === 'job') return 0
    if (actor === 'staff' && kind === 'command') return assumeStaffEdits(book)
    const mixed = shop ? byMix(operation, lead, book) : undefined
    if (mixed !== undefined) return mixed
    const own = byLead(brief, lead, book)
    if (isAccount(name)) return accountRate(name, apart ? byPeople(brief, book) : own, book)
    if (apart && (flow || !machines.has(actor)))
      return divided(
        operation,
        open.filter((one) => flow || !machines.has(one.actor)),
        byPeople(brief, book),
      )
    if (kind === 'command' && isInternal(operation, brief)) return own.writes
    return kind === 'command'
      ? own.writes * shareOfWrite(operation, lead, book)
      : readRate(operation, { brief, lead, open }, own, book)
  }
}

/** Positions and readings come by the second, whether or not anybody does anything. */
function isFlow({ name, kind, writes }: Operation, { entities }: Brief): boolean {
  if (kind !== 'command') return false
  return (
    /^(?:geo|telemetry|logs|monitoring)\./.test(name) ||
    entities.some((entity) => writes.includes(entity.name) && entity.shape === 'series')
  )
}

/** What people do most beside a flow, as far as the brief says how often. */
function fastestBeside(brief: Brief): Lead | undefined {
  return brief.operations
    .flatMap((one) =>
      one.kind === 'command' && one.ratePerSecond !== undefined && !isFlow(one, brief)
        ? [{ ...one, ratePerSecond: one.ratePerSecond, stated: true }]
        : [],
    )
    .toSorted((a, b) => b.ratePerSecond - a.ratePerSecond)[0]
}

function byMix({ name }: Operation, lead: Lead, book: AssumptionBook): number | undefined {
  const perLead = shoppingMix[lead.name]
  const inMix = shoppingMix[name]
  if (perLead === undefined || inMix === undefined) return undefined
  assumeMix(book)
  return (lead.ratePerSecond * inMix) / perLead
}

// What the brief gives of the other side comes before any ratio.
function byLead(brief: Brief, { kind, ratePerSecond }: Lead, book: AssumptionBook): Base {
  const writing = kind === 'command'
  const other = brief.operations
    .filter((one) => (one.kind === 'command') !== writing)
    .reduce((most, one) => Math.max(most, one.ratePerSecond ?? 0), 0)
  const ratio = other > 0 ? 1 : assumeReadsPerWrite(book)
  return writing
    ? { writes: ratePerSecond, reads: other || ratePerSecond * ratio }
    : { writes: other || ratePerSecond / ratio, reads: ratePerSecond }
}

// Devices that send a thousand values a second make nobody look at a thousand pages.
function byPeople(brief: Brief, book: AssumptionBook): Base {
  const people = peopleOf(brief)
  const calls = book.assume({
    about: 'operations.(people).ratePerSecond',
    value: Math.max(1, Number(callsOfPeople(people).toPrecision(3))),
    unit: 'calls/s',
    why:
      people > 0
        ? `What people do beside the machines is not stated: ${callsPerDay} calls a day from each of ${people}, at least one a second`
        : 'What people do beside the machines is not stated; one call a second is 86,400 a day',
    source: 'convention',
  })
  const ratio = assumeReadsPerWrite(book)
  return { writes: calls / (1 + ratio), reads: (calls * ratio) / (1 + ratio) }
}

function divided({ kind }: Operation, among: readonly Operation[], base: Base): number {
  const writing = kind === 'command'
  const alike = among.filter((one) => (one.kind === 'command') === writing).length
  return (writing ? base.writes : base.reads) / Math.max(1, alike)
}

const moduleOf = ({ name }: Operation) => name.split('.')[0]

/** Modules in which something is written for each leading call. */
const following = new Set(['payments', 'shipping', 'notifications', 'ledger', 'audit', 'fraud'])

/** Who takes part is written down once, and then takes part many times. */
const participants =
  /(?:courier|driver|customer|user|patient|doctor|student|teacher|member|employee|partner|agent|restaurant|merchant|seller|vendor|supplier|host|guest|tenant|organi[sz]ation)s?$/i

const creating = /\.(create|place|add|record|post|send|submit|publish|upload|book|start|open|make)/i

function shareOfWrite(operation: Operation, lead: Lead, book: AssumptionBook): number {
  const module = moduleOf(operation) ?? ''
  const same = module === moduleOf(lead) || following.has(module)
  const repeated = creating.test(operation.name) && !participants.test(operation.name)
  return same && repeated ? 1 : assumeBeside(book)
}

interface Reading {
  brief: Brief
  lead: Lead
  open: readonly Operation[]
}

function readRate(
  operation: Operation,
  { brief, lead, open }: Reading,
  { reads }: Base,
  book: AssumptionBook,
): number {
  const module = moduleOf(operation)
  const inModule = (one: Operation) => moduleOf(one) === module && one.kind !== 'command'
  const stated = brief.operations
    .filter(inModule)
    .reduce((most, { ratePerSecond = 0 }) => Math.max(most, ratePerSecond), 0)
  if (stated > 0) return stated * assumeBeside(book)
  if (module === moduleOf(lead)) return reads / Math.max(1, open.filter(inModule).length)
  const beside = open.filter((one) => one.kind !== 'command' && moduleOf(one) !== moduleOf(lead))
  return (reads * assumeBeside(book)) / Math.max(1, beside.length)
}

/** Calls of each operation on accounts for one visit of a person, who mostly is signed in already. */
const perVisit: Readonly<Record<string, number>> = {
  'identity.register': 0.01,
  'identity.login': 0.05,
  'identity.refresh': 1,
  'identity.logout': 0.01,
  'identity.getProfile': 0.5,
  'identity.updateProfile': 0.001,
}

const isAccount = (name: string): boolean => name in perVisit

function accountRate(name: string, { reads, writes }: Base, book: AssumptionBook): number {
  const calls = book.assume({
    about: 'operations.identity.callsPerVisit',
    value: callsPerDay,
    unit: 'calls/visit',
    why: 'How often people sign in is not stated: once in twenty visits of twenty calls, renewing the token on each visit',
    source: 'convention',
  })
  return ((reads + writes) / calls) * (perVisit[name] ?? 0)
}

const assumeMix = (book: AssumptionBook) =>
  book.assume({
    about: 'operations.mix',
    value: figure('traffic.shopping-mix'),
    unit: 'catalog reads/order',
    why: 'Only the order rate is stated; the rest of the traffic follows the TPC-W shopping mix, 4 of 5 buyers being signed in already',
    source: 'traffic.shopping-mix',
  })

const assumeStaffEdits = (book: AssumptionBook) =>
  book.assume({
    about: 'operations.(staff).ratePerSecond',
    value: 0.05,
    unit: 'edits/s of each kind',
    why: 'How often staff edit is not stated; one edit of each kind every 20 s is a busy day',
    source: 'convention',
  })

const assumeBeside = (book: AssumptionBook) =>
  book.assume({
    about: 'operations.beside',
    value: 0.1,
    unit: 'calls per leading call',
    why: 'How often the rest is used is not stated: a tenth as often as what the brief is about; all other reads together, each other write',
    source: 'convention',
  })

/** Reads for each write, where the brief does not say. */
export const assumeReadsPerWrite = (book: AssumptionBook) =>
  book.assume({
    about: 'operations.readsPerWrite',
    value: figure('traffic.reads-per-write'),
    unit: 'reads/write',
    why: 'The share of reads is not stated',
    source: 'traffic.reads-per-write',
  })
