-- The call that started a saga, so that its steps are seen in one trace with it.
alter table kit.saga add column traceparent text;
