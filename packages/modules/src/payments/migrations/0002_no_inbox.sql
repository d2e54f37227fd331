-- News moves a payment forward or not at all, so a message that comes twice changes nothing: no list of them is needed.
drop table payments.webhooks;
