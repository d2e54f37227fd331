import type { ReadyTable } from './ready-table.ts'

/** What the migrations of the ready module webhooks make. */
export const webhookTables: readonly ReadyTable[] = [
  {
    name: 'webhooks.endpoint',
    entity: 'WebhookEndpoint',
    columns:
      'id uuid, owner_id text, owner_role text, url text, events text[], description text, enabled boolean, disabled_because text?, version integer, created_at timestamptz, failures integer, failing_since timestamptz?, rest_until timestamptz?',
    key: ['id'],
    references: [],
    indexes: [
      {
        name: 'endpoint_by_event',
        method: 'gin',
        unique: false,
        columns: ['events'],
        serves: ['webhooks.sendEvent'],
        why: 'who chose an event, at every event',
      },
      {
        name: 'endpoint_of_owner',
        method: 'btree',
        unique: false,
        columns: ['owner_id', 'id'],
        serves: ['webhooks.listEndpoints'],
        why: 'endpoints of an owner, newest first: equality, then order',
      },
    ],
  },
  {
    name: 'webhooks.secret',
    columns: 'id uuid, endpoint_id uuid, sealed text, ends_at timestamptz?',
    key: ['id'],
    references: ['endpoint_id webhooks.endpoint'],
    indexes: [
      {
        name: 'secret_of_endpoint',
        method: 'btree',
        unique: false,
        columns: ['endpoint_id'],
        serves: ['webhooks.rotateSecret'],
        why: 'the 1 or 2 secrets that sign for an endpoint',
      },
    ],
  },
  {
    name: 'webhooks.message',
    entity: 'WebhookEvent',
    columns: 'id uuid, body text, created_at timestamptz',
    key: ['id'],
    references: [],
    indexes: [],
  },
  {
    name: 'webhooks.delivery',
    entity: 'WebhookDelivery',
    columns:
      'id uuid, endpoint_id uuid, message_id uuid, event text, state text, attempts smallint, tries smallint, next_at timestamptz?, leased boolean, created_at timestamptz, ended_at timestamptz?',
    key: ['id'],
    references: ['endpoint_id webhooks.endpoint', 'message_id webhooks.message'],
    indexes: [
      {
        name: 'delivery_dead',
        method: 'btree',
        unique: false,
        columns: ['endpoint_id', 'id'],
        where: "state = 'dead'",
        serves: ['webhooks.replayFailed'],
        why: 'the dead letters of an endpoint, oldest first, and no others',
      },
      {
        name: 'delivery_due',
        method: 'btree',
        unique: false,
        columns: ['endpoint_id', 'next_at'],
        where: "state = 'waiting'",
        serves: ['webhooks.deliver'],
        why: 'the head of each endpoint’s lane, without what has ended',
      },
      {
        name: 'delivery_leased',
        method: 'btree',
        unique: false,
        columns: ['endpoint_id'],
        where: 'leased',
        serves: ['webhooks.deliver'],
        why: 'how many are under way to an endpoint',
      },
      {
        name: 'delivery_message_id_endpoint_id_key',
        method: 'btree',
        unique: true,
        columns: ['message_id', 'endpoint_id'],
        serves: ['webhooks.deliver'],
        why: 'a message goes to an endpoint once, and is deleted when no delivery needs it',
      },
      {
        name: 'delivery_of_endpoint',
        method: 'btree',
        unique: false,
        columns: ['endpoint_id', 'id'],
        serves: ['webhooks.listDeliveries'],
        why: 'deliveries to an endpoint, newest first: equality, then order',
      },
    ],
  },
  {
    name: 'webhooks.attempt',
    columns:
      'delivery_id uuid, number smallint, at timestamptz, latency_ms integer, status smallint?, error text?, excerpt text?',
    key: ['delivery_id', 'number'],
    references: ['delivery_id webhooks.delivery'],
    indexes: [],
  },
]
