import { sql } from 'kysely';
import type { PlatformScope, TenantScope } from '../../platform/tenant-scope.ts';

/** A foreign key of a table that has tenants. */
export interface StoredKey {
  readonly table: string;
  readonly constraint: string;
  readonly target: string;
  readonly columns: readonly string[];
  readonly targetColumns: readonly string[];
}

/** A rule of the database that stored rows break, or that is not in force. */
export interface BrokenRule {
  readonly table: string;
  readonly constraint: string;
  readonly detail: string;
}

const names = (keys: string, table: string): string => `(select array_agg(a.attname::text order by k.place)
  from unnest(c.${keys}) with ordinality k (num, place) join pg_attribute a on a.attrelid = c.${table} and a.attnum = k.num)`;

/** Foreign keys between stored rows. A load with triggers off skips them, and the catalog still calls them valid. */
export async function listKeys({ tx }: PlatformScope): Promise<StoredKey[]> {
  const { rows } = await sql<StoredKey>`
    select c.conrelid::regclass::text as "table", c.conname as "constraint", c.confrelid::regclass::text as target,
      ${sql.raw(names('conkey', 'conrelid'))} as columns,
      ${sql.raw(names('confkey', 'confrelid'))} as "targetColumns"
    from pg_constraint c
    where c.contype = 'f' and c.connamespace = 'public'::regnamespace and exists (select from pg_attribute a
      where a.attrelid = c.conrelid and a.attname = 'client_account_id' and not a.attisdropped)
    order by 1, 2`.execute(tx);
  return rows;
}

/** Rows of the tenant that point at nothing, by the key they break. */
export async function countDangling(
  scope: TenantScope,
  keys: readonly StoredKey[],
): Promise<{ readonly constraint: string; readonly table: string; readonly rows: number }[]> {
  const counts = keys.map(({ table, constraint, target, columns, targetColumns }) => {
    const all = columns.map((column) => `t.${column} is not null`).join(' and ');
    const same = columns
      .map((column, index) => `r.${targetColumns[index] ?? column} = t.${column}`)
      .join(' and ');
    return `select '${table}' as "table", '${constraint}' as "constraint", count(*) as rows from ${table} t
      where ${all} and not exists (select from ${target} r where ${same})`;
  });
  const { rows } = await sql<{ constraint: string; table: string; rows: number }>`
    select * from (${sql.raw(counts.join(' union all '))}) found where rows > 0`.execute(scope.tx);
  return rows;
}

/** Puts rules in force that were left unchecked, except the named ones; answers those that rows still break. */
export async function validateConstraints(
  { tx }: PlatformScope,
  except: readonly string[],
): Promise<BrokenRule[]> {
  const { rows } = await sql<BrokenRule>`
    select table_name as "table", rule_name as "constraint", problem as detail
    from validate_constraints(${[...except]}::text[])`.execute(tx);
  return rows;
}

/** Rules the catalog has but does not enforce: constraints never checked, triggers switched off. */
export async function listUnenforced({ tx }: PlatformScope): Promise<BrokenRule[]> {
  const { rows } = await sql<BrokenRule>`
    select conrelid::regclass::text as "table", conname as "constraint", 'has not been checked on the stored rows' as detail
    from pg_constraint where connamespace = 'public'::regnamespace and not convalidated
    union all
    select tgrelid::regclass::text, tgname, 'the trigger is switched off'
    from pg_trigger where tgenabled = 'D' and not tgisinternal
    order by 1, 2`.execute(tx);
  return rows;
}

/** Everything that keeps the stored rows consistent and apart, by table, kind and name. */
export const rulesSql = `
  select * from (
    select c.conrelid::regclass::text as "table", 'constraint' as kind, c.conname::text as name from pg_constraint c
      where c.connamespace = 'public'::regnamespace and c.conrelid <> 0 and c.contype <> 'n'
    union all
    select i.indrelid::regclass::text, 'index', i.indexrelid::regclass::text
      from pg_index i join pg_class t on t.oid = i.indrelid
      where t.relnamespace = 'public'::regnamespace and i.indisvalid and not exists (
        select from pg_constraint c where c.conindid = i.indexrelid and c.contype in ('p', 'u', 'x'))
    union all
    select t.oid::regclass::text, 'trigger', g.tgname::text from pg_trigger g join pg_class t on t.oid = g.tgrelid
      where t.relnamespace = 'public'::regnamespace and not g.tgisinternal
    union all
    select t.oid::regclass::text, 'policy', p.polname::text from pg_policy p join pg_class t on t.oid = p.polrelid
      where t.relnamespace = 'public'::regnamespace
    union all
    select t.oid::regclass::text, 'row-security', 'forced' from pg_class t
      where t.relnamespace = 'public'::regnamespace and t.relrowsecurity and t.relforcerowsecurity) rules
  order by "table" collate "C", kind, name collate "C"`;

/** A rule by the table it is of. */
export interface NamedRule {
  readonly table: string;
  readonly kind: string;
  readonly name: string;
}

/** The rules the catalog has now. */
export async function listRules({ client }: PlatformScope): Promise<NamedRule[]> {
  const { rows } = await client.query<NamedRule>(rulesSql);
  return rows;
}

/** How many constraints and triggers keep the stored rows. */
export async function countRules({ tx }: PlatformScope): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select (select count(*) from pg_constraint where connamespace = 'public'::regnamespace)
      + (select count(*) from pg_trigger t join pg_class c on c.oid = t.tgrelid
        where c.relnamespace = 'public'::regnamespace and not t.tgisinternal) as count`.execute(tx);
  return rows[0]?.count ?? 0;
}
