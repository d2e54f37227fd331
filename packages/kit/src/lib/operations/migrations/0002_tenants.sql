-- Whose work it is, where the module that does it works for tenants.
alter table operations.operation add column tenant text;
