-- The tables a careful engineer would write by hand for one endpoint that places an order.
create table stock (
  sku text primary key, title text not null, price bigint not null,
  available integer not null check (available >= 0), sold bigint not null default 0
) with (fillfactor = 50);
create table carts (id uuid primary key, customer_id uuid not null, lines jsonb not null, ordered boolean not null default false)
  with (fillfactor = 70);
create table idempotency (customer_id uuid, key text, output jsonb, primary key (customer_id, key)) with (fillfactor = 70);
create table orders (
  id uuid primary key, customer_id uuid not null, cart_id uuid not null unique, status text not null,
  total bigint not null, placed_at timestamptz not null default now()
);
create index on orders (customer_id, id);
create table order_lines (order_id uuid, line smallint, sku text, quantity integer, unit_price bigint, primary key (order_id, line));
create table history (order_id uuid, version integer, status text, at timestamptz not null default now(), primary key (order_id, version));
create table payments (order_id uuid primary key, amount bigint not null, status text not null);
create table notifications (id uuid primary key, order_id uuid not null, sent boolean not null default false);
create table outbox (id uuid primary key, event text not null, data jsonb not null);

insert into stock select 'sku-' || n, 'Product ' || n, 100 + n % 50, 100000000 from generate_series(1, 60) n;
