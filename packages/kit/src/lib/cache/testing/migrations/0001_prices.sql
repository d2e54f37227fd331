create schema prices;

create table prices.price (
  sku text primary key,
  amount integer not null
);
