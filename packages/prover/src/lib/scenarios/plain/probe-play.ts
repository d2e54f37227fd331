import { randomUUID } from 'node:crypto'

import { type ProbeResult, probeAccess, type Visitor } from '../../probes/probe-access.ts'
import { probeContracts } from '../../probes/probe-contracts.ts'
import { probeTenants } from '../../probes/probe-tenants.ts'
import { addCustomer, signIn } from '../members.ts'
import type { Probes } from '../scenario.ts'
import { rolesOf } from './admit.ts'
import type { Play } from './play.ts'

const PROBE_SEATS = { visitor: 9_001, successor: 9_002 }

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
  const probe = { document: project.openapi, endpoints, known }
  const access = added(
    await probeAccess(api, { ...probe, visitors: await visitorsOf(play, PROBE_SEATS.visitor) }),
    await probeWalls(play, known),
  )
  // Some probes sign their visitor out or erase them: the next ones need another.
  const successors = await visitorsOf(play, PROBE_SEATS.successor)
  const taken = await probeContracts(api, { ...probe, visitors: successors })
  progress(
    `${access.checked} tries at what is not allowed or is: ${access.wrong.length} wrong; ` +
      `${conformance.result().checked.toLocaleString('en')} answers held against the contract`,
  )
  return { access, taken }
}

function added(one: ProbeResult, other: ProbeResult): ProbeResult {
  return { checked: one.checked + other.checked, wrong: [...one.wrong, ...other.wrong] }
}

/** Asks as another tenant for what the callers have added; nothing to ask where there are no tenants. */
async function probeWalls(play: Play, known: Record<string, string>): Promise<ProbeResult> {
  const { api, endpoints, project, requester, press, tenant } = play
  if (!press || !tenant) return { checked: 0, wrong: [] }
  const ids = Object.values(requester.rows()).flatMap((rows) => rows.map(({ id }) => id))
  const membersOf = (whom: string) =>
    rolesOf(play).map((role) => ({ name: role, role, token: press(randomUUID(), [role], whom) }))
  // Who sees all of a tenant, whoever added it.
  const own = membersOf(tenant).filter(({ role }) => role === 'staff')
  const strangers = membersOf(randomUUID())
  return probeTenants(api, { document: project.openapi, endpoints, known, ids, own, strangers })
}

/** A guest and one visitor of each role; customers and staff in sessions of their own. */
async function visitorsOf(play: Play, seat: number): Promise<Visitor[]> {
  const { api, environment, press, tenant } = play
  const guest = { name: 'guest', role: 'guest' }
  if (!press) return [guest]
  const { email, password, client } = await addCustomer(api, seat)
  const accounts = new Map([
    ['customer', { email, password, client }],
    ['staff', { ...environment.staff, client }],
  ])
  const roles = [...new Set([...accounts.keys(), ...rolesOf(play)])]
  const tokenOf = async (role: string) => {
    if (tenant) return press(randomUUID(), [role], tenant)
    const account = accounts.get(role)
    return account ? (await signIn(api, account)).accessToken : press(randomUUID(), [role])
  }
  const visitors: Visitor[] = [guest]
  for (const role of roles) visitors.push({ name: role, role, token: await tokenOf(role) })
  return visitors
}
