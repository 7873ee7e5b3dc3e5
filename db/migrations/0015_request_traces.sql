-- The trail tells what program a request came from, beside where it came from.
drop function append_audit(uuid, uuid, text, text, text, uuid, text, jsonb, uuid, inet);
create function append_audit(engagement uuid, actor uuid, kind text, act text, resource text, resource_uuid uuid,
  outcome text, info jsonb, request uuid, address inet, agent text) returns bigint language plpgsql as $$
declare
  head audit_heads;
  entry audit_log;
begin
  insert into audit_heads (client_account_id) values (current_client()) on conflict do nothing;
  select * into head from audit_heads where client_account_id = current_client() for update;
  entry.client_account_id := current_client();
  entry.seq := head.seq + 1;
  entry.engagement_id := engagement;
  entry.actor_user_id := actor;
  entry.actor_kind := kind;
  entry.action := act;
  entry.resource_type := resource;
  entry.resource_id := resource_uuid;
  entry.result := outcome;
  entry.details := info;
  entry.ip := address;
  entry.user_agent := agent;
  entry.request_id := request;
  entry.prev_hash := head.hash;
  entry.created_at := clock_timestamp();
  entry.chain_version := 2;
  entry.hash := audit_hash(entry);
  insert into audit_log select entry.*;
  update audit_heads set seq = entry.seq, hash = entry.hash where client_account_id = current_client();
  return entry.seq;
end $$;

-- An answer is kept as the text it was sent as: jsonb would give its members back in another order.
drop policy idempotency_keys_deletion on idempotency_keys;
alter table idempotency_keys alter column response type text using response::text;
create policy idempotency_keys_deletion on idempotency_keys as restrictive for delete
  using (names_deleted_flow(concat_ws(' ', route, response)));
