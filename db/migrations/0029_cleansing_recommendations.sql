-- Changes of cleansed values that a rule recommends for an import, and each time a person had one carried out. `changes`
-- holds the rows with their values before and after, packed; `preview` the first of them.
create table cleansing_recommendations (
  client_account_id uuid not null, engagement_id uuid not null,
  id uuid not null default new_id(), data_import_id uuid not null, key text not null,
  category text not null constraint cleansing_recommendations_category_check
    check (category in ('standardization', 'validation', 'enrichment', 'deduplication')),
  rule_code text not null, title text not null, fields text[] not null,
  affected_rows bigint not null,
  status text not null default 'proposed' constraint cleansing_recommendations_status_check
    check (status in ('proposed', 'applied', 'undone', 'dismissed')),
  amendment jsonb not null, preview jsonb not null, changes bytea not null,
  created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
  primary key (client_account_id, engagement_id, id),
  unique (client_account_id, engagement_id, data_import_id, key),
  foreign key (client_account_id, engagement_id, data_import_id)
    references data_imports (client_account_id, engagement_id, id)
);

create table cleansing_applications (
  client_account_id uuid not null, engagement_id uuid not null,
  id uuid not null default new_id(), recommendation_id uuid not null,
  actor_user_id uuid not null references users (id), row_count bigint not null, changes bytea not null,
  created_at timestamptz not null default now(),
  undone_at timestamptz, undone_by uuid references users (id),
  primary key (client_account_id, engagement_id, id),
  foreign key (client_account_id, engagement_id, recommendation_id)
    references cleansing_recommendations (client_account_id, engagement_id, id)
);
create index cleansing_applications_recommendation_idx
  on cleansing_applications (client_account_id, engagement_id, recommendation_id, id);

do $$ declare t text; owned text; begin
  for t, owned in values
    ('cleansing_recommendations', 'import_is_deleted(data_import_id)'),
    ('cleansing_applications', 'exists (select from cleansing_recommendations r
      where r.client_account_id = (select current_client()) and r.engagement_id = (select current_engagement())
        and r.id = recommendation_id and import_is_deleted(r.data_import_id))')
  loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy %I on %I using (client_account_id = (select current_client()) and engagement_id = (select current_engagement())) with check (client_account_id = (select current_client()) and engagement_id = (select current_engagement()))', t || '_tenant', t);
    execute format('create policy %I on %I as restrictive for delete using (%s)', t || '_deletion', t, owned);
    execute format('grant select, insert, update, delete on %I to landfall_app', t);
  end loop;
end $$;
