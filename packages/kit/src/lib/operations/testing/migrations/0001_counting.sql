create schema counting;
create table counting.number (value integer not null);
