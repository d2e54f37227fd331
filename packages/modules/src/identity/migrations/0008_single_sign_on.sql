-- People whose account was opened by a sign-in elsewhere have no password here.
alter table identity.account alter column password_hash drop not null;

-- Who somebody is elsewhere. Known by issuer and subject, never by a mail address, which others may be given later.
create table identity.outside_identity (
  issuer text not null,
  subject text not null,
  account_id uuid not null references identity.account on delete cascade,
  linked_at timestamptz not null,
  primary key (issuer, subject)
);
create index outside_identity_of_account on identity.outside_identity (account_id);

-- Assertions of SAML are good once; none is taken that is older than these are kept.
create table identity.seen_assertion (
  id_hash text primary key,
  seen_at timestamptz not null
);

-- By what a sign-in was proven so far; `proven`: nothing is missing, and the provider's page may go on.
alter table identity.challenge add column methods text[] not null default '{pwd}';
alter table identity.challenge add column proven boolean not null default false;
