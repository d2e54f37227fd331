-- Past the pivot, refused for good: nothing drives it any more, staff see to it.
alter table kit.saga drop constraint saga_state_check;
alter table kit.saga add constraint saga_state_check
  check (state in ('running', 'compensating', 'done', 'failed', 'stuck'));
create index saga_stuck on kit.saga (started_at) where state = 'stuck';
