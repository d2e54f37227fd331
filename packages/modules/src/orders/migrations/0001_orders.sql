create schema orders;

create table orders.orders (
  order_id uuid primary key, -- UUID v7: sorts by time
  customer_id text not null,
  cart_id uuid not null,
  -- The cart again while the order stands: a cart is ordered once, unless the order fails.
  open_cart_id uuid unique,
  status text not null
    check (status in ('pending', 'authorized', 'confirmed', 'rejected', 'cancelled')),
  wished_by text, -- who wishes it cancelled, while that is not done
  currency text not null,
  total bigint not null check (total >= 0),
  why text,
  evidence jsonb, -- what the failure carried
  version integer not null default 1,
  placed_at timestamptz not null
) with (fillfactor = 60); -- three or four heap-only updates in an order's life
create index orders_of_customer on orders.orders (customer_id, order_id);
-- Neither column ever changes: the updates stay heap-only.
create index orders_by_total on orders.orders (total, order_id);

-- No foreign key: lines are only ever written by the statement that writes their order, and a check per row would cost
-- more than the row. So are the events of an order's stream, whose version is the order's.
create table orders.order_lines (
  order_id uuid not null,
  line smallint not null,
  sku text not null,
  quantity integer not null check (quantity > 0),
  unit_price bigint not null check (unit_price >= 0),
  primary key (order_id, line)
);

-- The state machine. A wish to cancel holds back a pending order.
create function orders.allows(from_status text, to_status text, wished boolean) returns boolean
language sql immutable as $$
  select case to_status
    when 'authorized' then from_status = 'pending' and not wished
    when 'confirmed' then from_status = 'authorized'
    when 'rejected' then from_status in ('pending', 'authorized')
    when 'cancelled' then from_status in ('pending', 'confirmed') and wished
    else false
  end
$$;
