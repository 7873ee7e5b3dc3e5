-- The connections that the rows of a block lead, as they will be stated once the preview of an enrichment is approved:
-- null where no preview was asked for.
alter table import_row_blocks add column connections jsonb;
