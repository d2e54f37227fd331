-- outside a transaction
create index concurrently if not exists notification_by_recipient
  on notifications.notification (recipient_index);
