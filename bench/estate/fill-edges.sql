-- Gives the engagement of the session $2 edges among its first $1 assets, with the applications that the assets name:
-- most assets need a few of the same services, one edge in twenty is noise, and one asset in a thousand is in the trash.
with ranked as (select id, row_number() over (order by lead_row) - 1 as n from assets),
node as materialized (select id, n from ranked where n < $1::int),
edge as (
  select k, (hashint4(k) & 2147483647) % $1::int as s,
    case when k % 3 = 0 then ((hashint4(-k) & 2147483647) % 97) else ((hashint4(k + 7919) & 2147483647) % $1::int) end as t
  from generate_series(1, $2::int) k
),
made as (
  insert into asset_dependencies (client_account_id, engagement_id, source_asset_id, target_asset_id, dependency_type, port,
    protocol, status, confidence, is_noise)
  select current_client(), current_engagement(), s.id, t.id,
    (array['connects_to', 'connects_to', 'uses_database', 'calls_api', 'runs_on', 'depends_on'])[1 + k % 6],
    1024 + k % 40000, 'tcp', (array['suggested', 'suggested', 'confirmed', 'rejected'])[1 + (k % 40) / 13], 0.8, k % 20 = 0
  from edge e join node s on s.n = e.s join node t on t.n = e.t where e.s <> e.t
),
application as (
  insert into canonical_applications (client_account_id, engagement_id, name, name_normalized)
  select current_client(), current_engagement(), name, application_variant(name)
  from (select distinct unnest(application_name) as name from assets) named
  returning id, name, name_normalized
)
insert into canonical_application_variants (client_account_id, engagement_id, canonical_application_id, variant,
  variant_normalized, origin)
select current_client(), current_engagement(), id, name, name_normalized, 'import' from application
