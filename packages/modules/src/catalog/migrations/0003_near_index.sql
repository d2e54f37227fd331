-- outside a transaction
create index concurrently if not exists product_near on catalog.product using gin (catalog.plain(title) public.gin_trgm_ops);
