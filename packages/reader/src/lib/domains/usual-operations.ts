import type { Entity, Operation } from '@archwright/model'

/** What is known of a module, unless the text says itself what is done there. */
export function usualFor(name: string, deeds: readonly unknown[]): UsualModule | undefined {
  const usual = usualModules[name]
  return usual && (usual.whole || deeds.length === 0) ? usual : undefined
}

/** A capability, or a concern, of which it is known what belongs to it. */
export interface UsualModule {
  entities: readonly UsualEntity[]
  operations: readonly UsualOperation[]
  /** Whether these are all of its operations, whatever the text says that is done. */
  whole?: boolean
}

export type UsualEntity = Pick<Entity, 'name' | 'shape' | 'sensitivity'> & {
  bytes: number
  /** Where there are tenants: whether the rows are those of all. */
  ofAll?: boolean
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
  tenants: {
    entities: [
      { name: 'Tenant', shape: 'record', sensitivity: 'none', bytes: 500, ofAll: true },
      { name: 'Membership', shape: 'record', sensitivity: 'personal', bytes: 150, ofAll: false },
      { name: 'Provisioning', shape: 'record', sensitivity: 'none', bytes: 400, ofAll: true },
    ],
    operations: [
      {
        name: 'signUpTenant',
        kind: 'command',
        doer: 'person',
        writes: ['Tenant', 'Membership', 'Provisioning'],
      },
      {
        name: 'provisionTenant',
        kind: 'job',
        doer: 'system',
        reads: ['Tenant'],
        writes: ['Provisioning'],
      },
      { name: 'getTenant', kind: 'query', doer: 'person', reads: ['Tenant'] },
      { name: 'listMembers', kind: 'query', doer: 'person', reads: ['Membership'] },
      { name: 'addMember', kind: 'command', doer: 'person', writes: ['Membership'] },
      {
        name: 'removeMember',
        kind: 'command',
        doer: 'person',
        reads: ['Membership'],
        writes: ['Membership'],
      },
      { name: 'listTenants', kind: 'query', doer: 'staff', reads: ['Tenant'] },
      {
        name: 'suspendTenant',
        kind: 'command',
        doer: 'staff',
        reads: ['Tenant'],
        writes: ['Tenant'],
      },
      {
        name: 'exportTenant',
        kind: 'job',
        doer: 'system',
        reads: ['Tenant'],
        writes: ['Provisioning'],
      },
    ],
  },
  subscriptions: {
    entities: [
      { name: 'Plan', shape: 'record', sensitivity: 'none', bytes: 500, ofAll: true },
      { name: 'Subscription', shape: 'record', sensitivity: 'personal', bytes: 400 },
      { name: 'Usage', shape: 'record', sensitivity: 'none', bytes: 100 },
      { name: 'Invoice', shape: 'record', sensitivity: 'payment', bytes: 1500 },
    ],
    operations: [
      { name: 'listPlans', kind: 'query', doer: 'person', reads: ['Plan'] },
      {
        name: 'subscribe',
        kind: 'command',
        doer: 'person',
        reads: ['Plan'],
        writes: ['Subscription'],
      },
      { name: 'getSubscription', kind: 'query', doer: 'person', reads: ['Subscription'] },
      {
        name: 'changePlan',
        kind: 'command',
        doer: 'person',
        reads: ['Plan', 'Subscription'],
        writes: ['Subscription'],
      },
      {
        name: 'cancelSubscription',
        kind: 'command',
        doer: 'person',
        reads: ['Subscription'],
        writes: ['Subscription'],
      },
      { name: 'recordUsage', kind: 'command', doer: 'system', writes: ['Usage'] },
      {
        name: 'issueInvoices',
        kind: 'command',
        doer: 'system',
        reads: ['Subscription', 'Usage'],
        writes: ['Invoice'],
      },
      { name: 'listInvoices', kind: 'query', doer: 'person', reads: ['Invoice'] },
      { name: 'getInvoice', kind: 'query', doer: 'person', reads: ['Invoice'] },
    ],
  },
  webhooks: {
    whole: true,
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
    whole: true,
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
