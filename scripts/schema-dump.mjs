/**
 * Writes the schema of a database as SQL in a stable order, from the catalog alone: a reviewer sees every change of
 * the schema as one diff. It describes what migrations made; migrations, not this text, create a database.
 */

const columns = `
  select c.oid::regclass::text as relation,
    format('  %I %s', a.attname, format_type(a.atttypid, a.atttypmod))
    || case when a.attcollation <> t.typcollation then format(' collate %s', (select quote_ident(collname) from pg_collation where oid = a.attcollation)) else '' end
    || case when a.attstorage <> t.typstorage then ' storage ' || case a.attstorage when 'e' then 'external' when 'm' then 'main' when 'x' then 'extended' else 'plain' end else '' end
    || case when a.attgenerated <> '' then format(' generated always as (%s) stored', pg_get_expr(d.adbin, d.adrelid))
       when a.attidentity <> '' then ' generated as identity'
       when d.adbin is not null then ' default ' || pg_get_expr(d.adbin, d.adrelid) else '' end
    || case when a.attnotnull then ' not null' else '' end as line
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  join pg_type t on t.oid = a.atttypid left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1, a.attnum`;

// Not-null constraints are part of the column line; PostgreSQL 18 lists them here as well.
const constraints = `
  select c.oid::regclass::text as relation, format('  constraint %I %s', k.conname, pg_get_constraintdef(k.oid)) as line
  from pg_constraint k join pg_class c on c.oid = k.conrelid
  where c.relnamespace = 'public'::regnamespace and k.contype <> 'n' and k.contype <> 't' order by 1, k.conname`;

/** Everything that stands after its table, in this order. */
const attachments = [
  `select c.oid::regclass::text as relation, pg_get_indexdef(i.indexrelid) as line
   from pg_index i join pg_class c on c.oid = i.indrelid join pg_class x on x.oid = i.indexrelid
   where c.relnamespace = 'public'::regnamespace and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
   order by 1, x.relname`,
  `select c.oid::regclass::text as relation, pg_get_triggerdef(t.oid) as line
   from pg_trigger t join pg_class c on c.oid = t.tgrelid
   where c.relnamespace = 'public'::regnamespace and not t.tgisinternal order by 1, t.tgname`,
  `select c.oid::regclass::text as relation, format('alter table %s %s row level security', c.oid::regclass, what) as line
   from pg_class c cross join lateral unnest(array[case when c.relrowsecurity then 'enable' end, case when c.relforcerowsecurity then 'force' end]) what
   where c.relnamespace = 'public'::regnamespace and what is not null order by 1, 2`,
  `select c.oid::regclass::text as relation, format('create policy %I on %s%s for %s to %s%s%s', p.polname, c.oid::regclass,
      case when p.polpermissive then '' else ' as restrictive' end,
      case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
      (select string_agg(case when r = 0 then 'public' else r::regrole::text end, ', ' order by r::regrole::text) from unnest(p.polroles) r),
      ' using (' || pg_get_expr(p.polqual, p.polrelid) || ')', ' with check (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')') as line
   from pg_policy p join pg_class c on c.oid = p.polrelid where c.relnamespace = 'public'::regnamespace order by 1, p.polname`,
  `select c.oid::regclass::text as relation, format('grant %s on %s to %s', string_agg(lower(g.privilege_type), ', ' order by g.privilege_type), c.oid::regclass, g.grantee::regrole) as line
   from pg_class c cross join lateral aclexplode(c.relacl) g
   where c.relnamespace = 'public'::regnamespace and g.grantee <> c.relowner and c.relkind in ('r', 'p', 'v', 'm', 'S') group by c.oid, g.grantee order by 1, 2`,
];

const views = `
  select c.oid::regclass::text as relation, format(E'create view %s%s as\\n%s', c.oid::regclass,
    case when c.reloptions is null then '' else format(' with (%s)', array_to_string(c.reloptions, ', ')) end,
    rtrim(pg_get_viewdef(c.oid, true), ';')) as line
  from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'v' order by 1`;

const functions = `
  select p.oid::regprocedure::text as relation, rtrim(pg_get_functiondef(p.oid), E'\\n') || coalesce(E';\\n' || (
      select string_agg(format('grant execute on function %s to %s', p.oid::regprocedure, case when g.grantee = 0 then 'public' else g.grantee::regrole::text end), E';\\n' order by g.grantee::regrole::text)
      from aclexplode(p.proacl) g where g.grantee <> p.proowner), '') as line
  from pg_proc p where p.pronamespace = 'public'::regnamespace and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e') order by 1`;

const unknownKinds = `
  select c.oid::regclass::text as name from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind not in ('r', 'p', 'v', 'i', 'I', 'S', 't')
  union all select t.oid::regtype::text from pg_type t
  where t.typnamespace = 'public'::regnamespace and t.typtype in ('e', 'd', 'r') and t.typname not like '%multirange'`;

/** The schema `public` of the connected database as SQL text. */
export async function dumpSchema(client) {
  const lines = async (sql) => (await client.query(sql)).rows;
  const [unknown] = await lines(unknownKinds);
  if (unknown)
    throw new Error(`The schema dump does not know how to describe ${unknown.name}; teach it first.`);
  const bodies = groupByRelation([...(await lines(columns)), ...(await lines(constraints))]);
  const attached = [];
  for (const sql of attachments) attached.push(...(await lines(sql)));
  const after = groupByRelation(attached);
  const tables = [...bodies].map(([table, body]) => {
    const create = `create table ${table} (\n${body.join(',\n')}\n)`;
    return [create, ...(after.get(table) ?? [])].join(';\n');
  });
  const viewTexts = (await lines(views)).map(({ relation, line }) =>
    [line, ...(after.get(relation) ?? [])].join(';\n'),
  );
  const functionTexts = (await lines(functions)).map(({ line }) => line);
  const header = '-- Generated from the migrated database by scripts/generate.mjs; do not edit.';
  return `${[header, ...functionTexts, ...tables, ...viewTexts].join(';\n\n').replace(`${header};`, header)};\n`;
}

function groupByRelation(rows) {
  const groups = new Map();
  for (const { relation, line } of rows) groups.set(relation, [...(groups.get(relation) ?? []), line]);
  return groups;
}
