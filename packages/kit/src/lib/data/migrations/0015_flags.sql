-- What staff switch while the system runs; a flag that stands here for nobody is as its user says.
create table kit.flag (
  name text primary key,
  is_on boolean not null,
  percent double precision not null check (percent between 0 and 100),
  tenants text[] not null, -- for whom it is on whatever the share
  owner text not null,
  until date, -- the day by which it is to be gone; null: it stays
  changed_by text not null,
  changed_at timestamptz not null
);
