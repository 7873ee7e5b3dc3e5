-- Who added a file of corrected rows, and the rows themselves: import_chunks of its revision, one record each.
alter table import_files add column added_by uuid references users (id);
alter table import_files add constraint import_files_added_by_check check (kind = 'original' or added_by is not null);
