-- A person may take back an edge that nothing but a person states.
drop policy asset_dependencies_deletion on asset_dependencies;
create policy asset_dependencies_deletion on asset_dependencies as restrictive for delete
  using (import_is_deleted(created_by_import_id) or import_is_running(created_by_import_id)
    or (created_by_user is not null and created_by_import_id is null
      and not exists (select from dependency_evidence e where e.client_account_id = asset_dependencies.client_account_id
        and e.engagement_id = asset_dependencies.engagement_id and e.dependency_id = asset_dependencies.id)));
