create schema notifications;

-- What other modules told about customers. The address is null until their registration was heard:
-- an order may be heard first.
create table notifications.customer (
  customer_id text primary key,
  email text,
  name text
);

create table notifications.notification (
  id uuid primary key,
  customer_id text not null references notifications.customer,
  kind text not null,
  subject text not null,
  data jsonb not null,
  recipient text,
  status text not null check (status in ('waiting', 'queued', 'sent', 'unsent', 'failed')),
  reason text,
  created_at timestamptz not null,
  sent_at timestamptz,
  check ((status = 'waiting') = (recipient is null)),
  check ((status = 'sent') = (sent_at is not null))
);
create index notification_of_customer on notifications.notification (customer_id, id);
create index notification_by_status on notifications.notification (status, id);
