-- Who follows what right now. Lost in a crash of the server, as the connections are: processes write theirs again.
create unlogged table kit.presence_process (
  id uuid primary key,
  alive_until timestamptz not null
);
create unlogged table kit.presence (
  id uuid primary key,
  process uuid not null references kit.presence_process on delete cascade,
  subscription text not null,
  principal text not null,
  tenant text,
  input jsonb not null,
  since timestamptz not null
);
create index on kit.presence (subscription);
create index on kit.presence (process);
