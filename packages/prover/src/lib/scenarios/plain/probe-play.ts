import { randomUUID } from 'node:crypto'

import { probeAccess, type Visitor } from '../../probes/probe-access.ts'
import { probeContracts } from '../../probes/probe-contracts.ts'
import { addCustomer, signIn } from '../members.ts'
import type { Probes } from '../scenario.ts'
import { rolesOf } from './admit.ts'
import type { Play } from './play.ts'

const PROBE_SEAT = 9_001

/** Tries every operation as every role, and all the ways to ask wrongly. */
export async function probePlay(play: Play): Promise<Probes> {
  const { api, endpoints, project, requester, progress, conformance } = play
  const rows = requester.rows()
  const known = Object.fromEntries(
    requester.collections.flatMap(({ path, parameter }) => {
      const row = rows[path]?.[0]
      return row ? [[parameter, row.id]] : []
    }),
  )
  const signIn = await visitorsOf(play)
  const probe = { document: project.openapi, endpoints, known }
  const access = await probeAccess(api, { ...probe, visitors: await signIn() })
  // Some probes sign their visitor out: the next ones need new tokens.
  const taken = await probeContracts(api, { ...probe, visitors: await signIn() })
  progress(
    `${access.checked} tries at what is not allowed or is: ${access.wrong.length} wrong; ` +
      `${conformance.result().checked.toLocaleString('en')} answers held against the contract`,
  )
  return { access, taken }
}

/** A guest and one visitor of each role; customers and staff in sessions of their own. */
async function visitorsOf(play: Play): Promise<() => Promise<Visitor[]>> {
  const { api, environment, press } = play
  const guest = { name: 'guest', role: 'guest' }
  if (!press) return async () => [guest]
  const { email, password, client } = await addCustomer(api, PROBE_SEAT)
  const accounts = new Map([
    ['customer', { email, password, client }],
    ['staff', { ...environment.staff, client }],
  ])
  const roles = [...new Set([...accounts.keys(), ...rolesOf(play)])]
  const tokenOf = async (role: string) => {
    const account = accounts.get(role)
    return account ? (await signIn(api, account)).accessToken : press(randomUUID(), [role])
  }
  return async () => {
    const visitors: Visitor[] = [guest]
    for (const role of roles) visitors.push({ name: role, role, token: await tokenOf(role) })
    return visitors
  }
}
