create schema ward;
create table ward.doctors (doctor text primary key, present boolean not null default true, visits integer not null default 0);
insert into ward.doctors (doctor) values ('a'), ('b');
