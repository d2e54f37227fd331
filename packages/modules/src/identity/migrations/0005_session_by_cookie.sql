-- outside a transaction
create unique index concurrently if not exists session_by_cookie on identity.session (cookie_hash);
