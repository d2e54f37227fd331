-- What is nearly meant: typos and accents, asked for where the words themselves find nothing.
create extension if not exists pg_trgm schema public;
create extension if not exists unaccent schema public;

create function catalog.plain(given text) returns text language sql immutable strict parallel safe
return lower(public.unaccent('public.unaccent', given));

-- 0.4: so much of the groups of three letters is there, as with "earl grai".
create function catalog.near(words text, most integer) returns table (id uuid, nearness double precision)
language sql stable strict set pg_trgm.word_similarity_threshold = 0.4
as $$
  select product.id, public.word_similarity(catalog.plain(words), catalog.plain(product.title))
  from catalog.product
  where product.active and catalog.plain(words) operator(public.<%) catalog.plain(product.title)
  order by 2 desc, 1 limit most
$$;
