create schema shelf;
create table shelf.label (jar text primary key, times integer not null);
