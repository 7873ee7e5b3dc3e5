import type { InvariantCheck } from './invariant-checks.ts';

/** Tables that keep a deleted flow's ids: its tombstone, its journal and the audit trail. */
const tombstoneTables = [
  'master_flows',
  'discovery_flows',
  'data_imports',
  'flow_deletions',
  'flow_events',
  'audit_log',
];

/** A request's key and answer are kept for a day, those of the deletion itself among them. */
const receipts = `not (c.relname = 'idempotency_keys')`;

/** Rows of one table that name a flow whose deletion is done, or its import, by flow; the table is read once. */
const namedIn = `select d.flow_id, count(distinct t.ctid) as n
  from %s t, regexp_matches(t::text, '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}', 'g') as named(id),
    (select flow_id, flow_id::text as id from flow_deletions where status = 'done'
      union select flow_id, data_import_id::text from flow_deletions where status = 'done') d
  where d.id = named.id[1] group by d.flow_id`;

/** What nothing may be left of when a deletion is done, looked for in every table there is; reads the database whole. */
export const remainsChecks: readonly InvariantCheck[] = [
  {
    invariant: 'I16',
    sql: `select found.flow_id, format('%s has %s rows of a flow whose deletion is done', c.oid::regclass, found.n) as detail
      from pg_class c, xmltable('/table/row' passing
        query_to_xml(format($query$${namedIn}$query$, c.oid::regclass), false, false, '')
        columns flow_id uuid path 'flow_id', n bigint path 'n') found
      where c.relkind = 'r' and c.relname <> all ('{${tombstoneTables.join(',')}}')
        and ${receipts} and c.relnamespace in (select oid from pg_namespace where nspname in ('public', 'dbos'))`,
  },
];

/** What must hold of deleted flows and of deletions under way. */
export const deletionChecks: readonly InvariantCheck[] = [
  {
    invariant: 'I16',
    sql: `select c.flow_id, 'deleted, but nothing removes its data' as detail from discovery_flows c
      where c.deleted_at is not null and not exists (select from flow_deletions d
        where d.client_account_id = c.client_account_id and d.engagement_id = c.engagement_id and d.flow_id = c.flow_id)
      union all
      select d.flow_id, 'its data is being removed, but it has no tombstone' from flow_deletions d
      join discovery_flows c using (client_account_id, engagement_id, flow_id) where c.deleted_at is null
      union all
      select d.flow_id, format('the deletion is %s at step %s and nobody will come for it', d.status, d.step)
      from flow_deletions d where d.status in ('pending', 'running') and not exists (
        select from dbos.workflow_status w where w.workflow_uuid like d.id || '%'
          and w.status in ('ENQUEUED', 'PENDING', 'DELAYED'))`,
  },
];
