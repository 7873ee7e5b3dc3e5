-- What may go is found out once a statement, and no longer once a row: an import may name a hundred thousand applications.
do $$
declare
  free constant text := '(select f.data_import_id from discovery_flows f
    where f.client_account_id = (select current_client()) and f.engagement_id = (select current_engagement())
      and (f.deleted_at is not null or f.status = ''running''))';
  stated constant text := 'select e.variant_normalized from application_variant_evidence e
    where e.client_account_id = (select current_client()) and e.engagement_id = (select current_engagement())
      and e.data_import_id in ';
begin
  execute 'alter policy application_variant_evidence_deletion on application_variant_evidence using (data_import_id in '
    || free || ')';
  execute 'alter policy canonical_application_variants_deletion on canonical_application_variants
    using (decided_by is null and variant_normalized in (' || stated || free || '))';
  execute 'alter policy canonical_applications_deletion on canonical_applications
    using (decided_by is null and id in (select v.canonical_application_id from canonical_application_variants v
      where v.client_account_id = (select current_client()) and v.engagement_id = (select current_engagement())
        and v.variant_normalized in (' || stated || free || ')))';
end
$$;
