import type { BackgroundContext } from '@archwright/kit'
import { hashRefreshToken as hashOf } from '@archwright/kit/identity'
import { type Adapter, type AdapterFactory, type AdapterPayload, errors } from 'oidc-provider'

import { insertRevocation } from '../revocation-store.ts'
import { clientAdapter } from './client-adapter.ts'
import {
  consumeState,
  deleteOfGrant,
  deleteState,
  type FoundState,
  findState,
  findStateByUid,
  putState,
} from './state-store.ts'

/** What the provider remembers, in the module's own schema. */
export function stateAdapter(context: BackgroundContext): AdapterFactory {
  return (model) => (model === 'Client' ? clientAdapter(context) : adapterOf(model, context))
}

const sinceEpoch = (date: Date) => Math.floor(date.getTime() / 1_000)

function adapterOf(model: string, { sql, now }: BackgroundContext): Adapter {
  return {
    async upsert(id, payload, expiresInSeconds = 0) {
      // A grant's id opens nothing, and stands in its tokens: by it they are taken back.
      const { grantId = model === 'Grant' ? id : null, uid = null } = payload
      const expiresAt = new Date(now().getTime() + expiresInSeconds * 1_000)
      const kept = withoutSecrets(payload)
      await putState(sql, { model, idHash: hashOf(id), payload: kept, grantId, uid, expiresAt })
    },
    async find(id) {
      const found = await findState(sql, { model, idHash: hashOf(id) }, now())
      return found && payloadOf(found, id)
    },
    async findByUid(uid) {
      const found = await findStateByUid(sql, { model, uid }, now())
      return found && payloadOf(found, uid)
    },
    async findByUserCode() {
      throw new TypeError('devices without a keyboard are not offered')
    },
    async consume(id) {
      // Of two that come at once one is first; the other is told what a later one would be.
      if (await consumeState(sql, { model, idHash: hashOf(id) }, now())) return
      throw new errors.InvalidGrant('already used')
    },
    async destroy(id) {
      await deleteState(sql, { model, idHash: hashOf(id) })
    },
    async revokeByGrantId(grantId) {
      await deleteOfGrant(sql, { model, grantId })
      // Signed tokens stand in no table: that they are taken back has to be said.
      if (model === 'AccessToken') await insertRevocation(sql, grantId, now())
    },
  }
}

/** The id is the secret in most models, and an interaction carries that of its session. */
function withoutSecrets({ jti: _, session, ...payload }: AdapterPayload): object {
  if (session === undefined) return payload
  const { cookie: __, ...rest } = session
  return { ...payload, session: rest }
}

function payloadOf({ payload, consumedAt }: FoundState, jti: string): AdapterPayload {
  return {
    ...payload,
    jti,
    ...(consumedAt === null ? {} : { consumed: sinceEpoch(new Date(consumedAt)) }),
  }
}
