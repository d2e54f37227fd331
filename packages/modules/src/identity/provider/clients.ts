import { handle } from '@archwright/kit'
import { newRefreshToken } from '@archwright/kit/identity'

import { listClients, registerClient, removeClient } from '../contract.ts'
import { insertRevocation } from '../revocation-store.ts'
import { deleteClient, insertClient, listClients as listKept } from './client-store.ts'
import { endGrantsFor } from './state-store.ts'

export const handleRegisterClient = handle(registerClient, async (input, context) => {
  const { sql, newId, now, fail } = context
  const redirects = input.redirectUris.length > 0
  if (redirects === (input.kind === 'program')) throw fail.CLIENT_INCONSISTENT()
  const keepsSecret = input.kind === 'web' || input.kind === 'program'
  const secret = keepsSecret ? newRefreshToken() : undefined
  const client = { clientId: newId(), ...input, createdAt: now().toISOString() }
  await insertClient(sql, { ...client, secretHash: secret?.hash ?? null })
  return { client, secret: secret?.token ?? null }
})

export const handleListClients = handle(listClients, async (_input, { sql }) => ({
  clients: await listKept(sql),
}))

export const handleRemoveClient = handle(removeClient, async ({ clientId }, { sql, now }) => {
  if (!(await deleteClient(sql, clientId))) return {}
  await insertRevocation(sql, clientId, now())
  await endGrantsFor(sql, clientId, now())
  return {}
})
