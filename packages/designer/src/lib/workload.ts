import type { Brief, Operation } from '@archwright/model'

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
    const peak = rateIs === 'peak'
    return {
      operation,
      module: operation.name.slice(0, operation.name.indexOf('.')),
      averagePerSecond: peak ? ratePerSecond / peakFactor : ratePerSecond,
      peakPerSecond: peak ? ratePerSecond : ratePerSecond * peakFactor,
      work: works[index] ?? workOf(operation),
    }
  })
}

/** Estimates the work of an operation from its kind, what it reads and writes, and whether it starts a saga. */
export function workOf(operation: Operation): Work {
  const { name, kind, reads, writes, actor } = operation
  const saga = name === placingOperation || (operation.calls.length > 0 && writes.length > 0)
  const writing = kind === 'command' || kind === 'job'
  const steps = name === placingOperation ? placingSteps.length : 3
  const transactions = saga ? steps : writing ? 1 : 0
  const statements = saga
    ? steps * statementsPerStep
    : writing
      ? 2 + reads.length + 2 * Math.max(1, writes.length)
      : Math.max(1, reads.length)
  const scans = !writing && isPage(name) ? 1 : 0
  const hashes = /\.(register|login|signUp|signIn)$/.test(name) ? 1 : 0
  const verifies = /^(guest|anonymous|public|visitor|provider)$/.test(actor) ? 0 : 1
  return withCosts({ statements, transactions, scans, hashes, verifies })
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
