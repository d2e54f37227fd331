-- Addresses are sealed before they come here. By its blind index a letter is found by its address, never read.
alter table notifications.notification add column recipient_index text;
