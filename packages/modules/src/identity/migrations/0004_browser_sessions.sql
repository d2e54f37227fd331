-- A browser's session is known by a cookie; of its 256 random bits only the hash is kept.
alter table identity.session add column cookie_hash text unique;
-- It ends then in any case.
alter table identity.session add column absolute_until timestamptz;
-- All that was signed in for applications with an account can be ended with it.
create index provider_state_of_account on identity.provider_state ((payload ->> 'accountId'))
  where model = 'Grant';
