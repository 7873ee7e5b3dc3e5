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

const rowsWith = `(xpath('/row/n/text()', query_to_xml(format(
  'select count(*) as n from %s t where strpos(t::text, %L) > 0 or strpos(t::text, %L) > 0',
  c.oid::regclass, d.flow_id, d.data_import_id), false, true, '')))[1]::text::bigint`;

/** What must hold of deleted flows, looked for in every table there is. */
export const deletionChecks: readonly InvariantCheck[] = [
  {
    invariant: 'I16',
    sql: `select d.flow_id, format('%s has %s rows of a flow whose deletion is done', c.oid::regclass, ${rowsWith}) as detail
      from flow_deletions d, pg_class c
      where d.status = 'done' and c.relkind = 'r' and c.relname <> all ('{${tombstoneTables.join(',')}}')
        and ${receipts} and c.relnamespace in (select oid from pg_namespace where nspname in ('public', 'dbos'))
        and ${rowsWith} > 0
      union all
      select c.flow_id, 'deleted, but nothing removes its data' from discovery_flows c
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
