-- Lists of the assets of one application are remembered until the estate changes, and which assets belong to one changes
-- with its variants, with decisions of persons and with edges as well.
create trigger variants_changed after insert or update or delete on canonical_application_variants
  for each statement execute function mark_estate_changed();
create trigger application_decisions_changed after insert or update or delete on asset_application_decisions
  for each statement execute function mark_estate_changed();
create trigger dependencies_changed after insert or update or delete on asset_dependencies
  for each statement execute function mark_estate_changed();
