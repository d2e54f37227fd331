/** Webhooks: events of this system, sent to the systems of others; signed, retried, and shown to their owners. */

import { defineModule, type Module } from '@archwright/kit'
import type { Environment } from '@archwright/kit/app'
import { createOutgoing, type OutgoingOptions, publicTargets } from '@archwright/kit/outgoing'

import { handleDeleteEndpoint, handleSetEnabled, handleUpdateEndpoint } from './change-endpoint.ts'
import { endpointDisabled } from './contract.ts'
import { listen } from './fan-out.ts'
import { type Offer, offeredOf } from './offer.ts'
import { offers } from './offered.ts'
import { handleErasePersonalData, handleFindPersonalData, personalData } from './personal-data.ts'
import { pruning } from './prune.ts'
import { handleGetDelivery, handleListDeliveries } from './read-deliveries.ts'
import { handleGetEndpoint, handleListEndpoints, handleListEventTypes } from './read-endpoints.ts'
import { handleRecordAttempts, type Random } from './record-attempts.ts'
import { handleRegisterEndpoint, handleRotateSecret } from './register-endpoint.ts'
import { handleReplayDelivery, handleReplayFailed, replayJob } from './replay.ts'
import { resealSecrets } from './reseal-secrets.ts'
import { developmentKeys, missingKeys, readSecretKeys, type SecretKeys } from './secret-keys.ts'
import { handlePing, handleSendEvent } from './send-event.ts'
import { type Pace, Sender, usualPace } from './sender.ts'

export interface WebhooksOptions {
  /** What may leave the system, and to whom. */
  readonly offers: readonly Offer[]
  readonly keys: SecretKeys
  /** Where messages may go; the public internet if absent. */
  readonly sending?: Partial<OutgoingOptions>
  readonly pace?: Partial<Pace>
  /** Spreads attempts; Math.random if absent. */
  readonly random?: Random
}

/** A receiver has 15 s to accept a message; see the design's rule "webhook.timeout". */
const timeoutMs = 15_000

export function webhooks({ offers, keys, ...options }: WebhooksOptions): Module {
  const offered = offeredOf(offers)
  const pace = { ...usualPace, ...options.pace }
  const limits = { timeoutMs, connections: pace.perEndpoint }
  const sending = { ...publicTargets, ...limits, ...options.sending }
  const registration = { offered, keys, targets: sending }
  return defineModule({
    name: 'webhooks',
    summary: 'Events of this system, sent to the systems of others',
    migrations: new URL('./migrations/', import.meta.url),
    handlers: [
      handleRegisterEndpoint(registration),
      handleListEndpoints,
      handleGetEndpoint,
      handleUpdateEndpoint(registration),
      handleSetEnabled,
      handleDeleteEndpoint,
      handleRotateSecret(keys),
      handlePing,
      handleListEventTypes(offered),
      handleSendEvent,
      handleListDeliveries,
      handleGetDelivery,
      handleReplayDelivery,
      handleReplayFailed,
      handleRecordAttempts(options.random ?? Math.random),
      handleFindPersonalData,
      handleErasePersonalData,
    ],
    personalData,
    events: [endpointDisabled],
    listeners: listen(offered),
    jobs: [replayJob, pruning],
    async start(context) {
      await resealSecrets(keys, context.sql)
      const outgoing = createOutgoing(sending)
      const sender = new Sender({ ...pace, outgoing, keys, context })
      sender.start()
      return async () => {
        await sender.stop()
        await outgoing.close()
      }
    },
  })
}

/** Makes the module for a process. WEBHOOK_LOOPBACK lets a laptop send to itself; in production it means nothing. */
export function create({ variables, secret }: Environment): Module {
  const { NODE_ENV, WEBHOOK_LOOPBACK } = variables
  const sealingKeys = secret('WEBHOOK_SECRET_KEYS')()
  const isProduction = NODE_ENV === 'production'
  const loopback = !isProduction && WEBHOOK_LOOPBACK === 'true'
  const unset = isProduction ? missingKeys : developmentKeys
  const keys = sealingKeys ? readSecretKeys(sealingKeys) : unset()
  return webhooks({ offers, keys, sending: { loopback } })
}
