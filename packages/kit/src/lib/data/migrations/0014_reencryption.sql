-- How far columns are sealed with the newest key.
create table kit.reencryption (
  name text primary key, -- schema.table.column
  key text not null, -- what values begin with that the newest key sealed
  after text, -- primary key of the last row that was looked at
  done boolean not null default false,
  since timestamptz not null default now()
);
