-- As before, but an order that still holds its stock, as nearly all do, is done after its reservation and its stock.
create or replace function inventory.commit(orders uuid[], order_lines jsonb[])
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
