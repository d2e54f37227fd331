create schema keys;

-- What a program of somebody else may do here; it keeps its id when its secret is renewed.
create table keys.api_key (
  id uuid primary key,
  tenant_id uuid,
  -- As whom it acts: all keys of one partner are one caller.
  partner_id uuid not null,
  name text not null,
  roles text[] not null,
  -- Null: all that its roles may.
  operations text[],
  proof text not null check (proof in ('bearer', 'hmac-sha256', 'ed25519')),
  created_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz
) with (fillfactor = 80);
create index api_key_of_partner on keys.api_key (partner_id);

-- By what it proves itself; while it is renewed there are two.
create table keys.secret (
  id uuid primary key,
  key_id uuid not null references keys.api_key on delete cascade,
  -- Of a bearer: SHA-256 of its 256 random bits, which nobody can guess back.
  hash text unique,
  -- Of ed25519: the half that only checks, as SPKI in base64.
  public_key text,
  -- Of hmac-sha256: the key of ours that the secret is derived with; the secret itself is kept nowhere.
  derived_with text,
  hint text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  check (num_nonnulls(hash, public_key, derived_with) = 1)
);
create index secret_of_key on keys.secret (key_id);

-- What was signed with is never taken twice. A crash of PostgreSQL must not forget it, so it is logged.
create table keys.used_nonce (
  key_id uuid not null references keys.api_key on delete cascade,
  nonce text not null,
  expires_at timestamptz not null,
  primary key (key_id, nonce)
);
create index used_nonce_by_expiry on keys.used_nonce (expires_at);
