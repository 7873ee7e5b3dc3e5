-- After a large import the planner knows nothing of the new assets until the server next looks at them by itself; until
-- then lists of them are read in the worst of ways. From version 17 on the application may have them looked at.
do $$
begin
  if current_setting('server_version_num')::int >= 170000 then
    execute 'grant maintain on assets to landfall_app';
  end if;
end
$$;
