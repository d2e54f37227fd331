create schema notes;

create table notes.note (
  tenant_id uuid not null default kit.tenant(),
  id uuid not null,
  text text not null,
  primary key (tenant_id, id)
);
select kit.keep_tenants_apart('notes.note');

create table notes.heard (
  tenant_id uuid not null default kit.tenant(),
  by text not null,
  text text not null
);
select kit.keep_tenants_apart('notes.heard');
