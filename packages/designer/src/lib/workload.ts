import type { Brief, Operation, SagaStep } from '@archwright/model'

import { workPerCall } from './arithmetic/work.ts'
import { placingOperation, placingSteps } from './placing-saga.ts'
import { figure } from './rules/catalog.ts'

/** One operation at the brief's load: how often, and what a call costs. */
export interface Load {
  operation: Operation
  module: string
  averagePerSecond: number
  peakPerSecond: number
  work: Work
}

/** What one call does, and the processor milliseconds that costs the application and the database. */
export interface Work {
  module: string
  statements: number
  transactions: number
  scans: number
  hashes: number
  verifies: number
  appMs: number
  databaseMs: number
}

/** A saga step claims its state, acts, and records: about this many statements in one transaction. */
export const statementsPerStep = 5

/** The load of every operation that clients or providers ask. */
export function loadsOf(brief: Brief, works: readonly Work[]): Load[] {
  return brief.operations.map((operation, index) => {
    const { ratePerSecond = 0, peakFactor = 1, rateIs } = operation
    const work = works[index] ?? workOf(operation, brief)
    const peak = rateIs === 'peak'
    return {
      operation,
      module: work.module,
      averagePerSecond: peak ? ratePerSecond / peakFactor : ratePerSecond,
      peakPerSecond: peak ? ratePerSecond : ratePerSecond * peakFactor,
      work,
    }
  })
}

/**
 * Estimates the work of an operation from its kind, and what it reads and writes. The steps of a saga
 * count here unless the brief has them as operations of their own.
 */
export function workOf(operation: Operation, brief: Brief): Work {
  const { name, kind, reads, writes, actor } = operation
  const writing = kind === 'command' || kind === 'job'
  const steps = name === placingOperation ? hiddenSteps(brief).length : 0
  const own = writing
    ? 2 + reads.length + 2 * Math.max(1, writes.length)
    : Math.max(1, reads.length)
  const statements = own + steps * statementsPerStep
  const transactions = (writing ? 1 : 0) + steps
  const scans = !writing && isPage(name) ? 1 : 0
  const hashes = /\.(register|login|signUp|signIn)$/.test(name) ? 1 : 0
  const verifies = /^(guest|anonymous|public|visitor|provider|service)$/.test(actor) ? 0 : 1
  const module = name.slice(0, name.indexOf('.'))
  return withCosts({ module, statements, transactions, scans, hashes, verifies })
}

/** Steps of placing an order that the brief does not list as operations. */
export function hiddenSteps({ operations }: Brief): readonly SagaStep[] {
  return placingSteps.filter((step) => operations.every(({ name }) => name !== step.operation))
}

/** Processor milliseconds and transactions of several operations together. */
export type WorkSum = Pick<Work, 'appMs' | 'databaseMs' | 'transactions'>

/** The work of everything one call runs: its own, and the steps of its saga. */
export function wholeWork(load: Load, loads: readonly Load[]): WorkSum {
  return sumWork(partsOf(load, loads))
}

/** The operations that one call runs, one after the other: placing an order is answered when its saga has ended. */
export function partsOf(load: Load, loads: readonly Load[]): Load[] {
  if (load.operation.name !== placingOperation) return [load]
  const named = withinPlacing.flatMap((name) =>
    loads.filter(({ operation }) => operation.name === name),
  )
  return [load, ...named]
}

const withinPlacing = [
  'carts.checkOut',
  'catalog.quote',
  ...placingSteps.map(({ operation }) => operation),
  'carts.completeCart',
]

function sumWork(parts: readonly Load[]): WorkSum {
  return parts.reduce<WorkSum>(
    (sum, { work }) => ({
      appMs: sum.appMs + work.appMs,
      databaseMs: sum.databaseMs + work.databaseMs,
      transactions: sum.transactions + work.transactions,
    }),
    { appMs: 0, databaseMs: 0, transactions: 0 },
  )
}

const isPage = (name: string) =>
  /\.(list|search|find|browse|query|feed|timeline|getAll)/i.test(name)

function withCosts(counts: Omit<Work, 'appMs' | 'databaseMs'>): Work {
  const { statements, transactions, scans, hashes, verifies } = counts
  return {
    ...counts,
    appMs:
      workPerCall(figure('work.request.app'), figure('work.statement.app'), statements) +
      hashes * figure('work.hash.app') +
      verifies * figure('work.verify.app'),
    databaseMs:
      workPerCall(0, figure('work.statement.database'), statements) +
      transactions * figure('work.commit.database') +
      scans * figure('work.scan.database'),
  }
}
