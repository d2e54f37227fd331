import type { ReadyTable } from './ready-table.ts'

/** Second factors, and who people are elsewhere. */
export const signInTables: readonly ReadyTable[] = [
  {
    name: 'identity.second_factor',
    columns:
      'account_id uuid, sealed_secret text, confirmed_at timestamptz?, last_step bigint, tries integer, blocked_until timestamptz?',
    key: ['account_id'],
    references: ['account_id identity.account'],
    indexes: [],
  },
  {
    name: 'identity.recovery_code',
    columns: 'account_id uuid, hash text',
    key: ['account_id', 'hash'],
    references: ['account_id identity.second_factor'],
    indexes: [],
  },
  {
    name: 'identity.challenge',
    columns: 'hash text, account_id uuid, expires_at timestamptz, methods text[], proven boolean',
    key: ['hash'],
    references: ['account_id identity.account'],
    indexes: [],
  },
  {
    name: 'identity.outside_identity',
    columns: 'issuer text, subject text, account_id uuid, linked_at timestamptz',
    key: ['issuer', 'subject'],
    references: ['account_id identity.account'],
    indexes: [
      {
        name: 'outside_identity_of_account',
        method: 'btree',
        unique: false,
        columns: ['account_id'],
        serves: ['identity.login'],
        why: 'who an account is elsewhere, also when it is deleted',
      },
    ],
  },
  {
    name: 'identity.seen_assertion',
    columns: 'id_hash text, seen_at timestamptz',
    key: ['id_hash'],
    references: [],
    indexes: [],
  },
]
