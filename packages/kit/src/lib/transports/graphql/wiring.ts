import type { DocumentLimits } from './engine.ts'

/** How GraphQL is offered. */
export interface GraphqlWiring extends DocumentLimits {
  /** `trusted`: only the documents of `documentsFile` are run. */
  readonly documents: 'any' | 'trusted'
  /** File with the documents that clients were built with: a JSON object, name → text. */
  readonly documentsFile?: URL
  /** Whether the schema may be asked for; if absent only outside of production. */
  readonly introspection?: boolean
  /** Whether a gateway may compose this schema with others (Apollo Federation 2). */
  readonly federation?: boolean
  /** Subscriptions that one connection may follow at a time. */
  readonly maxSubscriptions: number
}
