/** breaking: somebody who did as the contract said fails; risky: somebody may; compatible: nobody does. */
export const severities = ['breaking', 'risky', 'compatible'] as const
export type Severity = (typeof severities)[number]

export const contractKinds = ['openapi', 'asyncapi', 'graphql', 'proto'] as const
export type ContractKind = (typeof contractKinds)[number]

/** One thing that is different. */
export interface Change {
  readonly contract: ContractKind
  readonly severity: Severity
  /** Where in the contract: `POST /v1/orders`, `Order.total`, `orders.orderConfirmed/lines`. */
  readonly place: string
  readonly what: string
  /** Whom it breaks and how, and what would be right; absent where it breaks nobody. */
  readonly why?: string
  readonly instead?: string
  /** Operation or event it belongs to, by the name its module gives it. */
  readonly of?: string
  /** The field of it that changed, `lines/[]/sku`; absent where it is the whole. */
  readonly field?: string
  /** Recorded consumers that use what it breaks. */
  readonly hits?: readonly string[]
}

export interface Difference {
  readonly changes: readonly Change[]
  /** Files that were compared, by kind. */
  readonly compared: Readonly<Record<ContractKind, number>>
}
