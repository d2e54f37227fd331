create schema inventory;

-- Every unit that ever came in is available, reserved or sold; the checks refuse any other arithmetic.
create table inventory.stock (
  sku text primary key,
  available integer not null check (available >= 0),
  reserved integer not null default 0 check (reserved >= 0),
  sold bigint not null default 0 check (sold >= 0),
  received bigint not null,
  on_hand integer generated always as (available + reserved) stored,
  check (available + reserved + sold = received)
) with (fillfactor = 50); -- room for heap-only updates of popular rows

-- A released row without lines is a tombstone: its order may not reserve any more.
create table inventory.reservations (
  order_id uuid primary key,
  lines jsonb not null, -- [{sku, quantity}], each sku once
  state text not null check (state in ('reserved', 'committed', 'released', 'returned')),
  expires_at timestamptz not null
) with (fillfactor = 80);
create index reservations_held on inventory.reservations (expires_at) where state = 'reserved';

-- What was paid for but could not be taken from stock; staff work this off.
create table inventory.shortfalls (
  order_id uuid not null,
  sku text not null,
  quantity integer not null check (quantity > 0),
  noted_at timestamptz not null default now(),
  primary key (order_id, sku)
);

-- All functions below lock in one order, reservations by id and then stock by sku, so that they cannot
-- deadlock; each answers a whole batch in one round trip. Times are the database's own.

-- Takes stock for each order: all of its lines or none. Order by order when a sku runs short, so that
-- only the order which finds too little fails.
create function inventory.reserve(orders uuid[], order_lines jsonb[], hold_for interval)
returns table (order_id uuid, state text, short_sku text)
language plpgsql as $$
#variable_conflict use_column
declare
  fresh uuid[];
  wanted record;
  lacking text;
  line_skus text[];
  line_quantities integer[];
begin
  with claimed as (
    insert into inventory.reservations (order_id, lines, state, expires_at)
    select given.id, given.lines, 'reserved', clock_timestamp() + hold_for
    from unnest(orders, order_lines) as given (id, lines) order by given.id
    on conflict do nothing
    returning reservations.order_id
  )
  select array_agg(claimed.order_id) into fresh from claimed;

  select array_agg(line.sku), array_agg(line.quantity) into line_skus, line_quantities
  from unnest(orders, order_lines) as given (id, lines),
    jsonb_to_recordset(given.lines) as line (sku text, quantity integer)
  where given.id = any (fresh);

  perform from inventory.stock where sku = any (line_skus) order by sku for update;

  if not exists (
    select from unnest(line_skus, line_quantities) as line (sku, quantity)
    left join inventory.stock using (sku)
    group by sku, available having sum(line.quantity) > coalesce(available, 0)
  ) then
    update inventory.stock set available = available - line.quantity, reserved = reserved + line.quantity
    from (
      select sku, sum(quantity)::integer as quantity
      from unnest(line_skus, line_quantities) as line (sku, quantity) group by sku
    ) as line where stock.sku = line.sku;
  else
    for wanted in
      select given.id, given.lines from unnest(orders, order_lines) as given (id, lines)
      where given.id = any (fresh)
    loop
      select line.sku into lacking
      from jsonb_to_recordset(wanted.lines) as line (sku text, quantity integer)
      left join inventory.stock using (sku)
      where coalesce(stock.available, 0) < line.quantity order by line.sku limit 1;
      if found then
        delete from inventory.reservations where order_id = wanted.id;
        order_id := wanted.id; state := 'short'; short_sku := lacking;
        return next;
      else
        update inventory.stock
        set available = available - line.quantity, reserved = reserved + line.quantity
        from jsonb_to_recordset(wanted.lines) as line (sku text, quantity integer)
        where stock.sku = line.sku;
      end if;
    end loop;
  end if;

  return query select held.order_id, held.state, null::text
  from inventory.reservations as held where held.order_id = any (orders);
end $$;

-- Gives back what the given reservations hold, and leaves them in a state that refuses a late reserve.
create function inventory.release(orders uuid[]) returns integer
language plpgsql as $$
#variable_conflict use_column
declare
  released jsonb[];
begin
  with open as (
    select order_id from inventory.reservations
    where order_id = any (orders) and state = 'reserved' order by order_id for update
  ), closed as (
    update inventory.reservations set state = 'released' from open
    where reservations.order_id = open.order_id returning lines
  )
  select array_agg(lines) into released from closed;

  perform from inventory.stock
  where sku in (select line ->> 'sku' from unnest(released) as given (lines), jsonb_array_elements(lines) as line)
  order by sku for update;

  update inventory.stock set available = available + line.quantity, reserved = reserved - line.quantity
  from (
    select sku, sum(quantity)::integer as quantity
    from unnest(released) as given (lines), jsonb_to_recordset(lines) as line (sku text, quantity integer)
    group by sku
  ) as line where stock.sku = line.sku;
  return coalesce(cardinality(released), 0);
end $$;

-- Turns reserved into sold. An order whose reservation is gone takes what is still there; the rest
-- becomes a shortfall, because the order is paid. An order that still holds its stock, as nearly all do, is
-- done after its reservation and its stock.
create function inventory.commit(orders uuid[], order_lines jsonb[])
returns table (order_id uuid, shortfall boolean)
language plpgsql as $$
#variable_conflict use_column
declare
  held_orders uuid[];
  held jsonb[];
  late_orders uuid[];
  late record;
  free integer;
begin
  with open as (
    select order_id, state from inventory.reservations
    where order_id = any (orders) order by order_id for update
  ), sold as (
    update inventory.reservations set state = 'committed' from open
    where reservations.order_id = open.order_id and open.state = 'reserved'
    returning reservations.order_id, reservations.lines
  )
  select array_agg(sold.order_id), array_agg(sold.lines) into held_orders, held from sold;

  if cardinality(held_orders) is distinct from cardinality(orders) then
    with taken as (
      insert into inventory.reservations (order_id, lines, state, expires_at)
      select given.id, given.lines, 'committed', clock_timestamp()
      from unnest(orders, order_lines) as given (id, lines) order by given.id
      on conflict (order_id) do update set state = 'committed', lines = excluded.lines
        where reservations.state = 'released'
      returning reservations.order_id
    )
    select array_agg(taken.order_id) into late_orders from taken;
  end if;

  perform from inventory.stock
  where sku in (
    select line.sku from unnest(held) as given (lines), jsonb_to_recordset(given.lines) as line (sku text)
    union
    select line.sku from unnest(orders, order_lines) as given (id, lines),
      jsonb_to_recordset(given.lines) as line (sku text)
    where given.id = any (late_orders)
  )
  order by sku for update;

  update inventory.stock set reserved = reserved - line.quantity, sold = sold + line.quantity
  from (
    select sku, sum(quantity)::integer as quantity
    from unnest(held) as given (lines), jsonb_to_recordset(lines) as line (sku text, quantity integer)
    group by sku
  ) as line where stock.sku = line.sku;

  if late_orders is null and cardinality(held_orders) = cardinality(orders) then
    return query select given.id, false from unnest(orders) as given (id);
    return;
  end if;

  for late in
    select given.id, line.sku, line.quantity from unnest(orders, order_lines) as given (id, lines),
      jsonb_to_recordset(given.lines) as line (sku text, quantity integer)
    where given.id = any (late_orders)
  loop
    select least(available, late.quantity) into free from inventory.stock where sku = late.sku;
    free := coalesce(free, 0);
    update inventory.stock set available = available - free, sold = sold + free where sku = late.sku;
    if free < late.quantity then
      insert into inventory.shortfalls (order_id, sku, quantity)
      values (late.id, late.sku, late.quantity - free);
    end if;
  end loop;

  return query select given.id, exists (select from inventory.shortfalls where order_id = given.id)
  from unnest(orders) as given (id);
end $$;

-- Puts sold stock back on the shelf; a shortfall was never taken, so it is only struck off.
create function inventory.return_stock(orders uuid[]) returns void
language plpgsql as $$
#variable_conflict use_column
declare
  returned uuid[];
begin
  with open as (
    select order_id from inventory.reservations
    where order_id = any (orders) and state = 'committed' order by order_id for update
  ), closed as (
    update inventory.reservations set state = 'returned' from open
    where reservations.order_id = open.order_id returning reservations.order_id
  )
  select array_agg(order_id) into returned from closed;

  perform from inventory.stock
  where sku in (
    select line ->> 'sku' from inventory.reservations, jsonb_array_elements(lines) as line
    where order_id = any (returned)
  )
  order by sku for update;

  update inventory.stock set available = available + line.quantity, sold = sold - line.quantity
  from (
    select line.sku, sum(line.quantity - coalesce(missing.quantity, 0))::integer as quantity
    from inventory.reservations as held
    cross join jsonb_to_recordset(held.lines) as line (sku text, quantity integer)
    left join inventory.shortfalls as missing
      on missing.order_id = held.order_id and missing.sku = line.sku
    where held.order_id = any (returned) group by line.sku
  ) as line where stock.sku = line.sku;

  delete from inventory.shortfalls where order_id = any (returned);
end $$;
