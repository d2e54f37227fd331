/** Webhooks as the Standard Webhooks specification has them, in both directions. */

export {
  BadSignature,
  checkSignature,
  newSecret,
  signatureHeaders,
  toleranceSeconds,
  type WebhookHeaders,
  type WebhookMessage,
} from './lib/webhooks/standard-webhooks.ts'
