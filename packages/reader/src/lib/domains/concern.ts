import type { Capability } from '@archwright/model'
import type { TechniqueName } from '@archwright/model/light'

import type { Assumptions } from '../assumptions.ts'
import type { Recognized } from './domain.ts'

/**
 * Adds what a concern needs so that it can be shown at work: an outside service to be called, somebody who signs in, routes
 * to be kept. What the text names stays.
 */
export function withConcern(recognized: Recognized, assumptions: Assumptions): Recognized {
  const need = recognized.concern && needs[recognized.concern]
  if (!need) return recognized
  const { capabilities, outside } = recognized
  const missing =
    need.capability !== undefined && !capabilities.some(({ name }) => name === need.capability)
  const origin = (): Capability['origin'] =>
    assumptions.originOf({
      about: `capabilities.${need.capability}`,
      value: true,
      unit: '',
      why: need.why,
      source: `implied by ${recognized.concern}`,
    })
  return {
    ...recognized,
    capabilities:
      missing && need.capability
        ? [...capabilities, { name: need.capability, origin: origin() }]
        : capabilities,
    outside: outside.length === 0 && need.outside ? ['partner-api'] : outside,
  }
}

interface Need {
  capability?: string
  outside?: boolean
  why: string
}

const needs: Readonly<Partial<Record<TechniqueName, Need>>> = {
  'circuit-breaker': { outside: true, why: 'a breaker stands before a call to somebody else' },
  retry: { outside: true, why: 'what is retried is a call to somebody else' },
  resilience: { outside: true, why: 'most faults come from the systems of others' },
  webhooks: { capability: 'webhooks', why: 'events are delivered to endpoints' },
  authentication: { capability: 'identity', why: 'somebody has to sign in' },
  authorization: { capability: 'identity', why: 'rights belong to somebody who signed in' },
}
