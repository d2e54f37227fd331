create schema carts;

-- One row per cart, its lines in it: {"sku": quantity}. A change of a line is one statement on one row.
-- Room is left in each page so that a changed row stays where its index entries point.
create table carts.cart (
  id uuid primary key,
  customer_id text,
  -- SHA-256 of the secret that proves a guest cart.
  secret_hash bytea,
  status text not null default 'open' check (status in ('open', 'merged', 'ordered')),
  lines jsonb not null default '{}',
  version integer not null default 1,
  merged_by text,
  order_id uuid,
  updated_at timestamptz not null,
  check ((customer_id is null) <> (secret_hash is null)),
  check ((status = 'merged') = (merged_by is not null)),
  check ((status = 'ordered') = (order_id is not null))
) with (fillfactor = 70);

create unique index one_open_cart_per_customer on carts.cart (customer_id) where status = 'open';
