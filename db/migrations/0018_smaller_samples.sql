-- Assets have more than a hundred columns: a sample of 6,000 rows tells the planner enough of each and costs a fifth of
-- the usual one, which the server otherwise takes again and again while a large import is being written.
do $$
declare
  name text;
begin
  for name in select attname from pg_attribute where attrelid = 'assets'::regclass and attnum > 0 and not attisdropped loop
    execute format('alter table assets alter column %I set statistics 20', name);
  end loop;
end
$$;
alter table assets set (autovacuum_vacuum_insert_threshold = 250000, autovacuum_analyze_threshold = 50000);
