import type { Limit, Line } from '@archwright/model'

import { citeLoad } from '../citations.ts'
import { show } from '../figures.ts'
import { line } from '../line.ts'
import type { Situation } from '../situation.ts'

/** Limits in calls per second. */
export interface LimitRates {
  callsPerPage: number
  readPrincipal: number
  writePrincipal: number
  readAddress: number
  writeAddress: number
  authAddress: number
  /** Peaks from which the address limits follow. */
  peaks: { read: number; write: number; auth: number }
}

/** Calls a client sends to show one page. */
const callsPerPage = 10
/** Products a staff import changes, and the minutes it may take; four calls each. */
const importRows = 10_000
const importMinutes = 15

/** Derives the limits from how people browse, how staff import, and the peak that one address may carry. */
export function limitRates({ loads }: Situation): LimitRates {
  const peaks = { read: 0, write: 0, auth: 0 }
  for (const { operation, peakPerSecond, work } of loads) {
    if (work.hashes > 0 || /\.refresh$/.test(operation.name)) peaks.auth += peakPerSecond
    else if (operation.kind === 'command') peaks.write += peakPerSecond
    else peaks.read += peakPerSecond
  }
  return {
    callsPerPage,
    readPrincipal: callsPerPage * 2,
    writePrincipal: Math.ceil((importRows * 4) / (importMinutes * 60)),
    readAddress: Math.max(50, Math.ceil(2 * peaks.read)),
    writeAddress: Math.max(20, Math.ceil(2 * peaks.write)),
    authAddress: Math.max(10, Math.ceil(2 * peaks.auth)),
    peaks,
  }
}

export function limitsOf(situation: Situation, decision: string): Limit[] {
  const rates = limitRates(situation)
  const bucket = { algorithm: 'token-bucket', decision }
  return [
    {
      class: 'auth',
      ...bucket,
      perSecond: rates.authAddress,
      burst: 2 * rates.authAddress,
      per: 'address',
      onStoreFailure: 'closed',
    },
    {
      class: 'read',
      ...bucket,
      perSecond: rates.readPrincipal,
      burst: 3 * rates.readPrincipal,
      per: 'principal',
      onStoreFailure: 'open',
    },
    {
      class: 'read',
      ...bucket,
      perSecond: rates.readAddress,
      burst: 2 * rates.readAddress,
      per: 'address',
      onStoreFailure: 'open',
    },
    {
      class: 'write',
      ...bucket,
      perSecond: rates.writePrincipal,
      burst: 4 * rates.writePrincipal,
      per: 'principal',
      onStoreFailure: 'open',
    },
    {
      class: 'write',
      ...bucket,
      perSecond: rates.writeAddress,
      burst: 2 * rates.writeAddress,
      per: 'address',
      onStoreFailure: 'open',
    },
  ]
}

export function limitLines(situation: Situation): Line[] {
  const { peaks, readAddress, writeAddress, authAddress } = limitRates(situation)
  const from = citeLoad(situation)
  const rows = [
    ['L-limit-read', 'reads', peaks.read, 50, readAddress],
    ['L-limit-write', 'writes', peaks.write, 20, writeAddress],
    ['L-limit-auth', 'sign-ins and refreshes', peaks.auth, 10, authAddress],
  ] as const
  return rows.map(([id, what, peak, least, value]) =>
    line({
      id,
      what: `Limit on ${what} from one address`,
      formula: `max(${least}, ceil(2 × ${show(peak)}))`,
      value,
      unit: 'calls/s',
      from,
    }),
  )
}
