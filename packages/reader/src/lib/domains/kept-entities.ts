import type { Entity } from '@archwright/model'
import type { CapabilityName } from '@archwright/model/light'

/** What the module of a capability keeps when the text names nothing of its own. */
export type KeptEntity = Pick<Entity, 'name' | 'shape' | 'sensitivity'> & { bytes: number }

type Row = readonly [
  name: string,
  shape: Entity['shape'],
  sensitivity: Entity['sensitivity'],
  bytes: number,
]

// Bytes per row are orders of magnitude for planning; each becomes an assumption of the brief.
const rows: Readonly<Record<CapabilityName, Row>> = {
  catalog: ['Product', 'record', 'none', 2000],
  orders: ['Order', 'record', 'personal', 1500],
  carts: ['Cart', 'record', 'personal', 800],
  payments: ['Payment', 'record', 'payment', 700],
  identity: ['User', 'record', 'personal', 600],
  inventory: ['StockItem', 'record', 'none', 200],
  notifications: ['Notification', 'record', 'personal', 500],
  search: ['SearchEntry', 'text', 'none', 1000],
  reviews: ['Review', 'record', 'personal', 800],
  shipping: ['Shipment', 'record', 'personal', 500],
  subscriptions: ['Subscription', 'record', 'personal', 400],
  messaging: ['Message', 'record', 'personal', 500],
  collaboration: ['WorkspaceDocument', 'document', 'personal', 20_000],
  files: ['StoredFile', 'blob', 'personal', 1_000_000],
  media: ['MediaItem', 'blob', 'none', 5_000_000],
  analytics: ['AnalyticsEvent', 'event', 'none', 300],
  reporting: ['Report', 'record', 'none', 50_000],
  tenants: ['Tenant', 'record', 'none', 500],
  webhooks: ['WebhookDelivery', 'record', 'none', 1000],
  telemetry: ['Reading', 'series', 'none', 40],
  geo: ['Position', 'key-value', 'personal', 60],
  rides: ['Trip', 'record', 'personal', 500],
  feed: ['Post', 'record', 'personal', 600],
  scheduling: ['Booking', 'record', 'personal', 400],
  tasks: ['Task', 'record', 'none', 800],
  audit: ['AuditEntry', 'event', 'personal', 300],
  links: ['ShortLink', 'key-value', 'none', 300],
  content: ['Article', 'record', 'none', 10_000],
  fraud: ['FraudCase', 'record', 'personal', 500],
  ledger: ['LedgerEntry', 'record', 'payment', 200],
  matching: ['MatchRequest', 'record', 'none', 300],
  trading: ['Quote', 'record', 'payment', 200],
  health: ['PatientRecord', 'record', 'health', 3000],
  monitoring: ['Sample', 'series', 'none', 16],
  crawling: ['CrawledPage', 'record', 'none', 500_000],
  toggles: ['Toggle', 'key-value', 'none', 300],
  assets: ['Asset', 'record', 'none', 500],
  support: ['Ticket', 'record', 'personal', 1500],
  learning: ['Course', 'record', 'none', 5000],
  hiring: ['Application', 'record', 'personal', 3000],
  caching: ['CachedResult', 'key-value', 'none', 2000],
  logs: ['LogLine', 'event', 'none', 300],
}

/** What the module of a capability keeps, or undefined for a quality. */
export function keptBy(name: string): KeptEntity | undefined {
  const row = (rows as Readonly<Record<string, Row | undefined>>)[name]
  if (!row) return undefined
  const [entity, shape, sensitivity, bytes] = row
  return { name: entity, shape, sensitivity, bytes }
}
