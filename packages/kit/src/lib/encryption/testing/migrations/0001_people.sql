create schema people;
create table people.person (id uuid primary key, phone text, phone_index text);
create index on people.person (phone_index);
