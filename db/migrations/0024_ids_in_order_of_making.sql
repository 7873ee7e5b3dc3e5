-- Rows made within one millisecond are listed in the order of their making too: the twelve bits after the version
-- count its 4096th parts (RFC 9562, method 3). Must stay one expression: PostgreSQL then inlines it.
create or replace function new_id() returns uuid language sql volatile parallel safe as $$
  select (overlay(lpad(to_hex(floor(extract(epoch from clock_timestamp()) * 4096000)::bigint), 15, '0') placing '7' from 13 for 0)
    || right(gen_random_uuid()::text, 17))::uuid
$$;
