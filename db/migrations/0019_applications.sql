-- Canonical applications: what spellings of a name and assets refer to. Which assets belong to one is not stored row
-- by row but follows from what the assets state (the view at the end), so that writing assets costs nothing more.

-- The form in which spellings are compared; what differs more than in case or blanks is another variant.
create function application_variant(name text) returns text language sql immutable strict parallel safe as
  $$ select lower(btrim(name)) $$;

create table canonical_applications (
  client_account_id uuid not null, engagement_id uuid not null,
  id uuid not null default new_id(),
  -- As a person called it, else the shortest of its variants.
  name text not null check (btrim(name) <> ''), is_named_by_person boolean not null default false,
  -- Without punctuation, versions and environments: spellings that share it are grouped.
  name_normalized text not null check (name_normalized <> ''),
  application_type text constraint canonical_applications_type_check
    check (application_type in ('cots', 'custom', 'custom_cots', 'saas', 'other')),
  business_owner text,
  criticality text constraint canonical_applications_criticality_check
    check (criticality in ('critical', 'high', 'medium', 'low')),
  confirmed_by uuid references users (id), confirmed_at timestamptz,
  -- The person who last made a decision about it; it then stays without any import.
  decided_by uuid references users (id),
  -- The application it was merged into: new spellings go there.
  merged_into_id uuid,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (client_account_id, engagement_id, id),
  unique (client_account_id, engagement_id, name_normalized),
  foreign key (client_account_id, engagement_id) references engagements (client_account_id, id),
  foreign key (client_account_id, engagement_id, merged_into_id)
    references canonical_applications (client_account_id, engagement_id, id)
);
create index canonical_applications_name_idx on canonical_applications (client_account_id, engagement_id, lower(name), id)
  where merged_into_id is null;
create index canonical_applications_merged_idx on canonical_applications (client_account_id, engagement_id, merged_into_id)
  where merged_into_id is not null;

create table canonical_application_variants (
  client_account_id uuid not null, engagement_id uuid not null,
  canonical_application_id uuid not null,
  variant text not null, variant_normalized text not null check (variant_normalized <> ''),
  origin text not null constraint canonical_application_variants_origin_check check (origin in ('import', 'user')),
  -- The person who put it where it is; imports leave it there.
  decided_by uuid references users (id),
  created_at timestamptz not null default now(),
  primary key (client_account_id, engagement_id, variant_normalized),
  foreign key (client_account_id, engagement_id, canonical_application_id)
    references canonical_applications (client_account_id, engagement_id, id) on delete cascade
);
create index canonical_application_variants_application_idx
  on canonical_application_variants (client_account_id, engagement_id, canonical_application_id);

-- Which imports state a spelling.
create table application_variant_evidence (
  client_account_id uuid not null, engagement_id uuid not null,
  variant_normalized text not null, data_import_id uuid not null,
  epoch int not null, spelling text not null,
  primary key (client_account_id, engagement_id, variant_normalized, data_import_id),
  foreign key (client_account_id, engagement_id, variant_normalized)
    references canonical_application_variants (client_account_id, engagement_id, variant_normalized) on delete cascade,
  foreign key (client_account_id, engagement_id, data_import_id)
    references data_imports (client_account_id, engagement_id, id)
);
create index application_variant_evidence_import_idx
  on application_variant_evidence (client_account_id, engagement_id, data_import_id);

-- What persons say about single assets: linked although nothing states it, or unlinked although something does.
create table asset_application_decisions (
  client_account_id uuid not null, engagement_id uuid not null,
  asset_id uuid not null, canonical_application_id uuid not null,
  decision text not null constraint asset_application_decisions_check check (decision in ('linked', 'unlinked')),
  decided_by uuid not null references users (id),
  decided_at timestamptz not null default now(),
  primary key (client_account_id, engagement_id, asset_id, canonical_application_id),
  foreign key (client_account_id, engagement_id, asset_id)
    references assets (client_account_id, engagement_id, id) on delete cascade,
  foreign key (client_account_id, engagement_id, canonical_application_id)
    references canonical_applications (client_account_id, engagement_id, id) on delete cascade
);
create index asset_application_decisions_application_idx
  on asset_application_decisions (client_account_id, engagement_id, canonical_application_id);

do $$ declare t text; begin
  foreach t in array array['canonical_applications', 'canonical_application_variants', 'application_variant_evidence',
    'asset_application_decisions'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy %I on %I using (client_account_id = (select current_client()) and engagement_id = (select current_engagement())) with check (client_account_id = (select current_client()) and engagement_id = (select current_engagement()))', t || '_tenant', t);
    execute format('grant select, insert, update on %I to landfall_app', t);
  end loop;
end $$;
-- An import that is deleted or starts over takes what it alone states; what a person decided stays.
grant delete on canonical_applications, canonical_application_variants, application_variant_evidence to landfall_app;
create policy application_variant_evidence_deletion on application_variant_evidence as restrictive for delete
  using (import_is_deleted(data_import_id) or import_is_running(data_import_id));
create policy canonical_application_variants_deletion on canonical_application_variants as restrictive for delete
  using (decided_by is null and exists (select from application_variant_evidence e
    where e.client_account_id = canonical_application_variants.client_account_id
      and e.engagement_id = canonical_application_variants.engagement_id
      and e.variant_normalized = canonical_application_variants.variant_normalized
      and (import_is_deleted(e.data_import_id) or import_is_running(e.data_import_id))));
create policy canonical_applications_deletion on canonical_applications as restrictive for delete
  using (decided_by is null and exists (select from canonical_application_variants v
    join application_variant_evidence e using (client_account_id, engagement_id, variant_normalized)
    where v.client_account_id = canonical_applications.client_account_id
      and v.engagement_id = canonical_applications.engagement_id and v.canonical_application_id = canonical_applications.id
      and (import_is_deleted(e.data_import_id) or import_is_running(e.data_import_id))));

-- The names by which assets state their applications: an application without one states its own.
create view asset_application_names with (security_invoker = true) as
  select a.client_account_id, a.engagement_id, a.id as asset_id, a.asset_type, n.name
  from assets a cross join lateral unnest(case when cardinality(a.application_name) > 0 then a.application_name
    when a.asset_type = 'application' then array[a.name] end) as n (name)
  where a.deleted_at is null;

-- Which assets belong to which applications, and what says so; an asset may be named for several reasons.
create view asset_applications with (security_invoker = true) as
  select s.client_account_id, s.engagement_id, s.asset_id, s.canonical_application_id, s.relation, s.origin, s.confidence
  from (
    select n.client_account_id, n.engagement_id, n.asset_id, v.canonical_application_id,
      case when n.asset_type = 'application' then 'is'
        when n.asset_type in ('server', 'virtual_machine', 'container', 'component') then 'runs' else 'supports' end
        as relation,
      'application_name' as origin, 0.95::float8 as confidence
    from asset_application_names n
    join canonical_application_variants v on v.client_account_id = n.client_account_id
      and v.engagement_id = n.engagement_id and v.variant_normalized = application_variant(n.name)
    union all
    select d.client_account_id, d.engagement_id, d.target_asset_id, v.canonical_application_id, 'runs', 'runs_on',
      d.confidence
    from asset_dependencies d
    join asset_application_names n on n.client_account_id = d.client_account_id and n.engagement_id = d.engagement_id
      and n.asset_id = d.source_asset_id and n.asset_type = 'application'
    join canonical_application_variants v on v.client_account_id = n.client_account_id
      and v.engagement_id = n.engagement_id and v.variant_normalized = application_variant(n.name)
    join assets t on t.client_account_id = d.client_account_id and t.engagement_id = d.engagement_id
      and t.id = d.target_asset_id and t.deleted_at is null
    where d.dependency_type = 'runs_on' and d.status <> 'rejected'
  ) s
  where not exists (select from asset_application_decisions x where x.client_account_id = s.client_account_id
    and x.engagement_id = s.engagement_id and x.asset_id = s.asset_id
    and x.canonical_application_id = s.canonical_application_id and x.decision = 'unlinked')
  union all
  select x.client_account_id, x.engagement_id, x.asset_id, x.canonical_application_id, 'supports', 'user', null::float8
  from asset_application_decisions x
  join assets a on a.client_account_id = x.client_account_id and a.engagement_id = x.engagement_id
    and a.id = x.asset_id and a.deleted_at is null
  where x.decision = 'linked';
grant select on asset_application_names, asset_applications to landfall_app;
