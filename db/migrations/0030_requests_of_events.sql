-- Which request a person's event came from, so that the page that sent it knows its own work.
alter table flow_events add column request_id uuid;
