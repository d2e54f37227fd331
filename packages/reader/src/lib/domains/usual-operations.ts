import type { Entity, Operation } from '@archwright/model'

/** A capability, or a concern, of which it is known what belongs to it. */
export interface UsualModule {
  entities: readonly (Pick<Entity, 'name' | 'shape' | 'sensitivity'> & { bytes: number })[]
  operations: readonly UsualOperation[]
}

export interface UsualOperation {
  /** Without the module. */
  name: string
  kind: Operation['kind']
  /** Who does it; the system is nobody outside. */
  doer: 'person' | 'program' | 'staff' | 'system'
  reads?: readonly string[]
  writes?: readonly string[]
}

/** Modules that need more than to list, get and create one thing. */
export const usualModules: Readonly<Record<string, UsualModule>> = {
  webhooks: {
    entities: [
      { name: 'WebhookEndpoint', shape: 'record', sensitivity: 'none', bytes: 400 },
      { name: 'WebhookEvent', shape: 'event', sensitivity: 'none', bytes: 1000 },
      { name: 'WebhookDelivery', shape: 'record', sensitivity: 'none', bytes: 500 },
    ],
    operations: [
      { name: 'registerEndpoint', kind: 'command', doer: 'person', writes: ['WebhookEndpoint'] },
      { name: 'listEndpoints', kind: 'query', doer: 'person', reads: ['WebhookEndpoint'] },
      { name: 'getEndpoint', kind: 'query', doer: 'person', reads: ['WebhookEndpoint'] },
      {
        name: 'deleteEndpoint',
        kind: 'command',
        doer: 'person',
        reads: ['WebhookEndpoint'],
        writes: ['WebhookEndpoint'],
      },
      { name: 'sendEvent', kind: 'command', doer: 'program', writes: ['WebhookEvent'] },
      {
        name: 'deliver',
        kind: 'job',
        doer: 'system',
        reads: ['WebhookEvent', 'WebhookEndpoint'],
        writes: ['WebhookDelivery'],
      },
      { name: 'listDeliveries', kind: 'query', doer: 'person', reads: ['WebhookDelivery'] },
      { name: 'getDelivery', kind: 'query', doer: 'person', reads: ['WebhookDelivery'] },
    ],
  },
  gateway: {
    entities: [
      { name: 'Route', shape: 'record', sensitivity: 'none', bytes: 300 },
      { name: 'ApiKey', shape: 'record', sensitivity: 'none', bytes: 200 },
    ],
    operations: [
      { name: 'listRoutes', kind: 'query', doer: 'staff', reads: ['Route'] },
      { name: 'getRoute', kind: 'query', doer: 'staff', reads: ['Route'] },
      { name: 'createRoute', kind: 'command', doer: 'staff', writes: ['Route'] },
      { name: 'listApiKeys', kind: 'query', doer: 'staff', reads: ['ApiKey'] },
      { name: 'getApiKey', kind: 'query', doer: 'staff', reads: ['ApiKey'] },
      { name: 'createApiKey', kind: 'command', doer: 'staff', writes: ['ApiKey'] },
    ],
  },
}
