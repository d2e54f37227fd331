import { handle } from '@archwright/kit'

import { changeProfile, findProfiles } from './account-store.ts'
import { getProfile, updateProfile } from './contract.ts'

export const handleGetProfile = handle(getProfile, {
  async runMany(members, { sql, fail }) {
    const ids = new Set(members.map(({ principal }) => principal.id))
    const profiles = new Map((await findProfiles(sql, [...ids])).map((row) => [row.id, row]))
    return members.map(({ principal }) => profiles.get(principal.id) ?? fail.USER_NOT_FOUND())
  },
})

export const handleUpdateProfile = handle(updateProfile, async (input, context) => {
  const { sql, principal, fail } = context
  const { version, name, address } = input
  const changed = await changeProfile(sql, { id: principal.id, version, name, address })
  if (changed) return changed

  const [current] = await findProfiles(sql, [principal.id])
  throw current ? fail.VERSION_MISMATCH({ version: current.version }) : fail.USER_NOT_FOUND()
})
