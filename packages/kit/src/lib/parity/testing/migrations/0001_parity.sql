create schema if not exists parity;
create table parity.counter (name text primary key, total bigint not null);
