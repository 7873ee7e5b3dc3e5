-- Answers kept for repeated requests name the flow they were about; they go with it.
create function names_deleted_flow(kept text) returns boolean language sql stable as $$
  select exists (select from discovery_flows f where f.client_account_id = current_client()
    and f.engagement_id = current_engagement() and f.deleted_at is not null
    and (strpos(kept, f.flow_id::text) > 0 or strpos(kept, f.data_import_id::text) > 0))
$$;
grant delete on idempotency_keys to landfall_app;
create policy idempotency_keys_deletion on idempotency_keys as restrictive for delete
  using (names_deleted_flow(concat_ws(' ', route, response::text)));
