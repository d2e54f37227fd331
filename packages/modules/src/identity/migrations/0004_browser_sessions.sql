-- A browser's session is known by a cookie; of its 256 random bits only the hash is kept.
alter table identity.session add column cookie_hash text;
-- It ends then in any case.
alter table identity.session add column absolute_until timestamptz;
