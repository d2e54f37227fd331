-- outside a transaction
-- All that was signed in for applications with an account can be ended with it.
create index concurrently if not exists grant_of_account on identity.provider_state ((payload ->> 'accountId'))
  where model = 'Grant';
