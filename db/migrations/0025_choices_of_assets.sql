-- What a person is asked about rows that fit several assets, by row number.
alter table import_row_blocks add column questions jsonb not null default '{}';
-- What was chosen with a correction: [{about, row_number, asset_id}], asset_id null for none of those that fit.
alter table import_files add column choices jsonb not null default '[]';
