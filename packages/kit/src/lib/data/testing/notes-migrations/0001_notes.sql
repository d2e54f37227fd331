create schema notes;
create table notes.note (id bigint generated always as identity primary key, author text not null);
