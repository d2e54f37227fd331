create schema payments;

-- One row per order, written before the provider is first asked. A row without an amount was voided
-- before it began, and refuses a late authorization.
create table payments.payments (
  order_id uuid primary key,
  status text not null
    check (status in ('created', 'authorized', 'captured', 'declined', 'voided', 'refunded')),
  closing boolean not null default false, -- asked to be undone: may not be authorized or captured any more
  amount bigint check (amount >= 0),
  currency text,
  payment_method text,
  provider text not null,
  provider_reference text,
  code text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (amount is not null or status = 'voided')
) with (fillfactor = 60);

-- Which news moves a payment on: forward along its course, or from an open state to an end.
-- News that is late, early or repeated changes nothing, so no list of messages heard is kept.
create function payments.moves(status text, news text) returns boolean
language sql immutable as $$
  select case
    when news in ('declined', 'voided') then status in ('created', 'authorized')
    else array_position(array['created', 'authorized', 'captured', 'refunded'], status)
       < array_position(array['created', 'authorized', 'captured', 'refunded'], news)
  end
$$;
