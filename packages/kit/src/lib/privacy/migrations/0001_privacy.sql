create schema privacy;

-- What was done, without saying of whom: the hash finds it again for who knows the person's id.
create table privacy.erasure (
  id uuid primary key,
  person_hash text not null,
  asked_by text not null,
  report jsonb not null,
  erased_at timestamptz not null
);
create index erasure_of_person on privacy.erasure (person_hash, erased_at);
