import type { EncryptedColumn, Environment } from '@archwright/kit/app'

/** Where letters go: encrypted in both tables, each value for its own row. */
export interface Addresses {
  readonly email: EncryptedColumn
  readonly recipient: EncryptedColumn
}

export function addressesOf({ encrypted }: Pick<Environment, 'encrypted'>): Addresses {
  return {
    email: encrypted({
      table: 'notifications.customer',
      column: 'email',
      row: { column: 'customer_id', type: 'text' },
      plainBefore: true,
    }),
    recipient: encrypted({
      table: 'notifications.notification',
      column: 'recipient',
      row: { column: 'id', type: 'uuid' },
      index: 'recipient_index',
      plainBefore: true,
    }),
  }
}
