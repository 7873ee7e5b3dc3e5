-- The asset that will be made of an end the inventory does not have, so that a preview can show it before it is written:
-- null for every other end, and for ends that were planned before this column was.
alter table import_ends add column planned_asset jsonb;
