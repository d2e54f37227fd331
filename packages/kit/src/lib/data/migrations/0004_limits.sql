-- What callers have taken of budgets that processes share. Lost in a crash, which only gives everybody a whole budget.
-- A bucket is one pair of time and level; a window is its slices and what was taken in each.
create unlogged table kit.limit_count (
  budget text not null,
  caller text not null,
  times double precision[] not null default '{}',
  counts double precision[] not null default '{}',
  whole_at timestamptz not null default clock_timestamp(),
  primary key (budget, caller)
) with (fillfactor = 50);
create index on kit.limit_count using brin (whole_at);

create type kit.limit_taken as (
  allowed boolean,
  used double precision,
  reset_ms double precision,
  retry_ms double precision,
  behind_ms double precision
);

-- The row of a caller, locked until the statement that asked for it commits: who counts at the same time waits.
create function kit.limit_row(asked_budget text, asked_caller text) returns kit.limit_count
language plpgsql as $$
declare
  found_row kit.limit_count;
begin
  loop
    select * into found_row from kit.limit_count
      where budget = asked_budget and caller = asked_caller for update;
    exit when found;
    insert into kit.limit_count (budget, caller) values (asked_budget, asked_caller)
      on conflict do nothing;
  end loop;
  return found_row;
end $$;

-- A level that drains at the rate. Time is the server's, read when it is this caller's turn.
create function kit.take_of_bucket(
  asked_budget text, asked_caller text,
  burst double precision, per_second double precision,
  cost double precision, charge integer
) returns kit.limit_taken language plpgsql as $$
declare
  kept kit.limit_count := kit.limit_row(asked_budget, asked_caller);
  now_ms double precision := extract(epoch from clock_timestamp()) * 1000;
  level double precision := 0;
  taken kit.limit_taken;
begin
  if cardinality(kept.times) = 1 then
    level := greatest(0, kept.counts[1] - greatest(0, now_ms - kept.times[1]) * per_second / 1000);
  end if;
  taken.allowed := level + cost <= burst + 0.000001;
  taken.behind_ms := level * 1000 / per_second;
  taken.retry_ms := case when taken.allowed then 0 else (level + cost - burst) * 1000 / per_second end;
  taken.used := level + case when taken.allowed and charge = 1 then cost else 0 end;
  taken.reset_ms := taken.used * 1000 / per_second;
  if taken.allowed and charge = 1 then
    update kit.limit_count
      set times = array[now_ms], counts = array[taken.used],
        whole_at = clock_timestamp() + taken.reset_ms * interval '1 millisecond'
      where budget = asked_budget and caller = asked_caller;
  end if;
  return taken;
end $$;

-- Counts of slices of time, of which the newest count.
create function kit.take_of_window(
  asked_budget text, asked_caller text,
  burst double precision, slice_ms double precision, slices integer,
  cost double precision, charge integer
) returns kit.limit_taken language plpgsql as $$
declare
  kept kit.limit_count := kit.limit_row(asked_budget, asked_caller);
  now_ms double precision := extract(epoch from clock_timestamp()) * 1000;
  newest double precision;
  slice double precision := floor(now_ms / slice_ms);
  taken kit.limit_taken;
begin
  slice := greatest(slice, kept.times[cardinality(kept.times)]);
  select coalesce(array_agg(at order by at), '{}'), coalesce(array_agg(n order by at), '{}'),
      coalesce(sum(n), 0)
    into kept.times, kept.counts, taken.used
    from unnest(kept.times, kept.counts) as slices_of (at, n) where at > slice - slices;
  taken.allowed := taken.used + cost <= burst;
  taken.behind_ms := 0;
  taken.retry_ms := 0;
  if not taken.allowed then
    select (min(at) + slices) * slice_ms - now_ms into taken.retry_ms
      from (select at, sum(n) over (order by at) as freed
        from unnest(kept.times, kept.counts) as slices_of (at, n)) as freed_by
      where freed >= taken.used + cost - burst;
  elsif charge = 1 then
    taken.used := taken.used + cost;
    if kept.times[cardinality(kept.times)] = slice then
      kept.counts[cardinality(kept.counts)] := kept.counts[cardinality(kept.counts)] + cost;
    else
      kept.times := kept.times || slice;
      kept.counts := kept.counts || cost;
    end if;
  end if;
  newest := kept.times[cardinality(kept.times)];
  taken.reset_ms := coalesce((newest + slices) * slice_ms - now_ms, 0);
  if taken.allowed and charge = 1 then
    update kit.limit_count
      set times = kept.times, counts = kept.counts,
        whole_at = clock_timestamp() + taken.reset_ms * interval '1 millisecond'
      where budget = asked_budget and caller = asked_caller;
  end if;
  return taken;
end $$;
