create schema mailing;
create table mailing.letter (letter text primary key);
create table mailing.sent (letter text primary key);
create table mailing.run (letter text not null, at timestamptz not null default now());
