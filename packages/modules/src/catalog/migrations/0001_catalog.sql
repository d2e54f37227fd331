create schema catalog;

-- Words of the title are kept stemmed (found in any form) and as written (found by their beginning).
create table catalog.product (
  id uuid primary key,
  title text not null,
  description text not null,
  active boolean not null,
  version integer not null default 1,
  updated_at timestamptz not null,
  search tsvector not null generated always as (
    setweight(to_tsvector('english', title), 'A')
    || setweight(to_tsvector('simple', title), 'B')
    || setweight(to_tsvector('english', description), 'D')
  ) stored
);
-- Read in the order of titles.
create index product_by_title on catalog.product (title, id) where active;
create index product_search on catalog.product using gin (search);

-- Read in the order of a category's page: newest product first.
create table catalog.product_category (
  category text not null,
  product_id uuid not null references catalog.product on delete cascade,
  position smallint not null,
  primary key (category, product_id)
);
create index product_category_of_product on catalog.product_category (product_id);

create table catalog.variant (
  sku text primary key,
  product_id uuid not null references catalog.product on delete cascade,
  position smallint not null,
  attributes jsonb not null,
  price_amount bigint not null check (price_amount >= 0),
  price_currency text not null
);
create index variant_of_product on catalog.variant (product_id);

create table catalog.price_history (
  sku text not null references catalog.variant on delete cascade,
  changed_at timestamptz not null,
  changed_by text not null,
  price_amount bigint not null,
  price_currency text not null
);
create index price_history_of_sku on catalog.price_history (sku, changed_at);
