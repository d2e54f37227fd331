-- Whose turn it is among the jobs of one rank: how many turns a tenant has drawn, on a count that all tenants share.
create table kit.job_turn (
  tenant text not null,
  rank smallint not null,
  next integer not null,
  drawn_at timestamptz not null default now(),
  primary key (tenant, rank)
);

-- Tenants that modules have worked for: a schedule runs for each of them.
create table kit.known_tenant (
  module text not null,
  tenant text not null,
  primary key (module, tenant)
);
