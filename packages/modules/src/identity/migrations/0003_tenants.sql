-- Whom an account belongs to, in a system with tenants.
alter table identity.account add column tenant_id uuid;
