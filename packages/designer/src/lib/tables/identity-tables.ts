import type { ReadyTable } from './ready-table.ts'
import { signInTables } from './sign-in-tables.ts'

/** Accounts and sessions, the applications that people sign in for, and what is believed no longer. */
export const identityTables: readonly ReadyTable[] = [
  ...signInTables,
  {
    name: 'identity.account',
    entity: 'user',
    columns:
      'id uuid, email text, password_hash text?, name text, address jsonb?, roles text[], version integer, created_at timestamptz, disabled_at timestamptz?, tenant_id uuid?',
    key: ['id'],
    references: [],
    indexes: [
      {
        name: 'account_email_key',
        method: 'btree',
        unique: true,
        columns: ['email'],
        serves: ['identity.login'],
        why: 'an address belongs to 1 account, and people sign in by it',
      },
    ],
  },
  {
    name: 'identity.login_attempt',
    columns: 'email text, tries integer, last_at timestamptz, blocked_until timestamptz?',
    key: ['email'],
    references: [],
    indexes: [],
  },
  {
    name: 'identity.session',
    entity: 'session',
    columns:
      'id uuid, account_id uuid, started_at timestamptz, expires_at timestamptz, ended_at timestamptz?, cookie_hash text?, absolute_until timestamptz?, methods text[]',
    key: ['id'],
    references: ['account_id identity.account'],
    indexes: [
      {
        name: 'session_of_account',
        method: 'btree',
        unique: false,
        columns: ['account_id'],
        serves: ['identity.logout'],
        why: 'the sessions of an account, also when it is deleted',
      },
      {
        name: 'session_by_cookie',
        method: 'btree',
        unique: true,
        columns: ['cookie_hash'],
        serves: ['identity.getProfile'],
        why: 'a browser is known by its cookie at every call',
      },
    ],
  },
  {
    name: 'identity.refresh_token',
    columns: 'hash text, session_id uuid, parent_hash text?, state text, spent_at timestamptz?',
    key: ['hash'],
    references: ['session_id identity.session'],
    indexes: [
      {
        name: 'refresh_token_of_session',
        method: 'btree',
        unique: false,
        columns: ['session_id'],
        serves: ['identity.refresh'],
        why: 'the tokens of a session, which end with it',
      },
    ],
  },
  {
    name: 'identity.client',
    columns:
      'id uuid, name text, kind text, secret_hash text?, roles text[], redirect_uris text[], post_logout_redirect_uris text[], backchannel_logout_uri text?, first_party boolean, created_at timestamptz',
    key: ['id'],
    references: [],
    indexes: [],
  },
  {
    name: 'identity.provider_state',
    columns:
      'model text, id_hash text, payload jsonb, grant_id text?, uid text?, consumed_at timestamptz?, expires_at timestamptz',
    key: ['model', 'id_hash'],
    references: [],
    indexes: [
      {
        name: 'provider_state_of_grant',
        method: 'btree',
        unique: false,
        columns: ['grant_id'],
        serves: ['identity.logout'],
        why: 'all that hangs on a grant ends with it',
      },
      {
        name: 'grant_of_account',
        method: 'btree',
        unique: false,
        columns: ["payload ->> 'accountId'"],
        serves: ['identity.logout'],
        why: 'all that was signed in for with an account ends with it',
      },
      {
        name: 'provider_state_by_uid',
        method: 'btree',
        unique: false,
        columns: ['uid'],
        serves: ['identity.login'],
        why: 'a sign-in that is under way is found again by its browser',
      },
      {
        name: 'provider_state_by_expiry',
        method: 'btree',
        unique: false,
        columns: ['expires_at'],
        serves: ['identity.refresh'],
        why: 'what has expired is deleted in passing',
      },
    ],
  },
  {
    name: 'identity.revocation',
    columns: 'subject text, revoked_at timestamptz',
    key: ['subject', 'revoked_at'],
    references: [],
    indexes: [
      {
        name: 'revocation_by_time',
        method: 'btree',
        unique: false,
        columns: ['revoked_at'],
        serves: ['identity.logout'],
        why: 'each process asks every few seconds for those that are new',
      },
    ],
  },
]
