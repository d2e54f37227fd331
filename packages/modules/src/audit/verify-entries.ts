import { handle, verifyAudit } from '@archwright/kit'

import { verifyEntries } from './contract.ts'
import { streamOf } from './stream-of.ts'

export const handleVerifyEntries = handle(verifyEntries, async (input, { sql, principal }) => {
  const { number, hash } = input
  const kept = number === undefined || hash === undefined ? undefined : { number, hash }
  const state = await verifyAudit(sql, streamOf(principal, input), kept)
  return { ...state, intact: state.brokenAt === null }
})
