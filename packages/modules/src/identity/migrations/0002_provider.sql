alter table identity.account add column disabled_at timestamptz;

-- Applications that people and programs sign in for.
create table identity.client (
  id uuid primary key,
  name text not null,
  kind text not null check (kind in ('web', 'browser', 'native', 'program')),
  -- Of 256 random bits, so a plain hash is enough; null where an application can keep no secret.
  secret_hash text,
  roles text[] not null,
  redirect_uris text[] not null,
  post_logout_redirect_uris text[] not null,
  backchannel_logout_uri text,
  first_party boolean not null,
  created_at timestamptz not null
);

-- What the provider must remember: sign-ins, codes, grants, refresh tokens. Ids are kept hashed, because most of them
-- are the secret itself: who reads this table can use nothing of it.
create table identity.provider_state (
  model text not null,
  id_hash text not null,
  payload jsonb not null,
  grant_id text,
  uid text,
  consumed_at timestamptz,
  expires_at timestamptz not null,
  primary key (model, id_hash)
) with (fillfactor = 70);
create index provider_state_of_grant on identity.provider_state (grant_id) where grant_id is not null;
create index provider_state_by_uid on identity.provider_state (uid) where uid is not null;
create index provider_state_by_expiry on identity.provider_state (expires_at);

-- Whom to believe no longer although their tokens have not expired: a session, a grant or an account.
create table identity.revocation (
  subject text not null,
  revoked_at timestamptz not null,
  primary key (subject, revoked_at)
);
create index revocation_by_time on identity.revocation (revoked_at);
