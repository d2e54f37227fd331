create schema sweets;
create table sweets.jar (name text primary key, sweets integer not null, heard integer not null default 0);
create table sweets.move (id text, step text, primary key (id, step));
