-- What was sold in each minute, by currency; counted from the orders that were confirmed.
create table orders.sales (
  minute timestamptz not null,
  currency text not null,
  orders integer not null,
  revenue bigint not null, -- minor units
  primary key (minute, currency)
);
