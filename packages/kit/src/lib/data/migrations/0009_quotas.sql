-- What callers have used of what they may in a day or a month. Logged, unlike the counts of rates: a crash must not
-- give anybody a plan anew.
create table kit.quota_use (
  quota text not null,
  owner text not null,
  period date not null,
  used double precision not null,
  primary key (quota, owner, period)
) with (fillfactor = 70);
create index on kit.quota_use (period);
