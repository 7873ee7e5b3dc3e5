/** A query whose every row is a violation: `flow_id` (or null) and `detail`. */
export interface InvariantCheck {
  /** Name in the list of invariants, I1 to I18. */
  readonly invariant: string;
  readonly sql: string;
}

const same = (left: string, right: string): string =>
  ['client_account_id', 'engagement_id', 'flow_id']
    .map((key) => `${left}.${key} = ${right}.${key}`)
    .join(' and ');

/** Leaves out deleted flows, of whose decisions and files the deletion leaves nothing. */
const alive = (table: string): string =>
  `join discovery_flows f on ${same('f', table)} and f.deleted_at is null`;

/** What must hold of every flow, whatever its phases do. */
export const flowChecks: readonly InvariantCheck[] = [
  {
    invariant: 'I1',
    sql: `select min(flow_id::text) as flow_id, count(*) || ' unfinished flows in one slot' as detail
      from discovery_flows
      where status in ('running', 'waiting_for_approval', 'paused', 'failed') and deleted_at is null
      group by client_account_id, engagement_id, flow_type, import_category having count(*) > 1`,
  },
  {
    invariant: 'I2',
    sql: `select coalesce(c.flow_id, m.flow_id) as flow_id,
        format('master %s, child %s, versions %s and %s', m.status, c.status, m.version, c.version) as detail
      from discovery_flows c full join master_flows m using (client_account_id, engagement_id, flow_id)
      where c.flow_id is null or m.flow_id is null or m.status <> master_status_of(c) or m.version <> c.version`,
  },
  {
    invariant: 'I7',
    sql: `select g.flow_id, format('gate %s is %s with %s approvals', g.kind, g.status, count(d.id)) as detail
      from flow_gates g ${alive('g')} left join gate_decisions d on d.gate_id = g.id and d.decision = 'approve'
        and d.client_account_id = g.client_account_id and d.engagement_id = g.engagement_id
      group by g.client_account_id, g.engagement_id, g.id, g.flow_id, g.kind, g.status
      having count(d.id) <> (g.status in ('approved', 'closed'))::int
      union all
      select r.flow_id, format('%s began after %s before anybody approved it', r.phase, r.after_gate)
      from phase_runs r ${alive('r')} where r.after_gate is not null and r.started_at is not null and not exists (
        select from flow_gates g join gate_decisions d on d.gate_id = g.id and d.decision = 'approve'
        where ${same('g', 'r')} and g.kind = r.after_gate and d.created_at <= r.started_at)
      union all
      select r.flow_id, format('%s began before the mapping was approved', r.phase)
      from phase_runs r ${alive('r')} where r.phase in ('data_cleansing', 'enrichment') and r.started_at is not null and not exists (
        select from flow_gates g join gate_decisions d on d.gate_id = g.id and d.decision = 'approve'
        where ${same('g', 'r')} and g.kind = 'mapping_approval' and d.created_at <= r.started_at)`,
  },
  {
    invariant: 'I9',
    sql: `select coalesce(c.flow_id, i.flow_id) as flow_id, 'flow and import do not name each other' as detail
      from discovery_flows c full join data_imports i on i.client_account_id = c.client_account_id
        and i.engagement_id = c.engagement_id and i.id = c.data_import_id and i.flow_id = c.flow_id
      where c.flow_id is null or i.id is null
      union all
      select i.flow_id, 'import without its original file' from data_imports i
      join discovery_flows c on ${same('c', 'i')}
      where c.deleted_at is null and not exists (
        select from import_files f where f.client_account_id = i.client_account_id
          and f.engagement_id = i.engagement_id and f.data_import_id = i.id and f.revision = 0)`,
  },
  {
    invariant: 'I10',
    sql: `select null as flow_id, format('constraint %s of %s is not validated', conname, conrelid::regclass) as detail
      from pg_constraint where connamespace = 'public'::regnamespace and not convalidated
      union all
      select null, format('trigger %s of %s is off', tgname, tgrelid::regclass)
      from pg_trigger where tgenabled = 'D' and not tgisinternal`,
  },
  {
    invariant: 'I11',
    sql: `select e.flow_id, format('event %s (%s) has %s audit rows', e.seq, e.type, count(a.seq)) as detail
      from flow_events e left join audit_log a on a.client_account_id = e.client_account_id
        and a.resource_id = e.flow_id and a.action = 'flow.' || e.type and a.result = 'success'
        and (a.details ->> 'seq')::bigint = e.seq
      where e.from_status is distinct from e.to_status
      group by e.client_account_id, e.engagement_id, e.flow_id, e.seq, e.type having count(a.seq) <> 1
      union all
      select null, format('audit chain of %s breaks at %s', client_account_id, seq) from (
        select a.*, lag(a.hash, 1, '\\x'::bytea) over w as before, row_number() over w as number,
          audit_hash(a) as expected
        from audit_log a window w as (partition by client_account_id order by seq)) a
      where a.prev_hash <> a.before or a.seq <> a.number or a.hash <> a.expected
      union all
      select null, format('audit head of %s is not its last row', h.client_account_id)
      from audit_heads h where h.seq <> (select coalesce(max(seq), 0) from audit_log a
        where a.client_account_id = h.client_account_id)`,
  },
  {
    invariant: 'I12',
    sql: `select flow_id, 'failed without code, text or time' as detail from discovery_flows
      where status = 'failed' and (failure_code is null or coalesce(failure_detail, '') = ''
        or failure_retryable is null)`,
  },
  {
    invariant: 'I13',
    sql: `select c.flow_id, format('version %s after %s events', c.version, count(e.seq)) as detail
      from discovery_flows c left join flow_events e on ${same('e', 'c')}
      group by c.client_account_id, c.engagement_id, c.flow_id, c.version
      having c.version is distinct from max(e.seq) or c.version <> count(e.seq)
        -- A journal the doctor had to begin anew keeps the gap it was begun anew for.
        and not coalesce(bool_or(e.payload ->> 'journal_rebuilt' = 'true'), false)`,
  },
  {
    invariant: 'I15',
    sql: `select c.flow_id, format('%s is running, but nobody will come for its run', c.current_phase) as detail
      from discovery_flows c where c.status = 'running' and c.deleted_at is null and not exists (
        select from phase_runs r where ${same('r', 'c')} and r.phase = c.current_phase and r.epoch = c.epoch
          and (r.status = 'executing' and r.lease_until > clock_timestamp() or r.status in ('queued', 'executing')
            and exists (select from dbos.workflow_status w
              where w.workflow_uuid like concat_ws(':', r.flow_id, r.phase, r.epoch, r.attempt) || '%'
                and w.status in ('ENQUEUED', 'PENDING', 'DELAYED'))))
      union all
      select r.flow_id, format('run of %s is %s in a flow that is %s', r.phase, r.status, c.status)
      from phase_runs r join discovery_flows c on ${same('r', 'c')}
      where r.status in ('queued', 'executing') and c.status <> 'running'`,
  },
];

const originalRows = `select i.client_account_id, i.engagement_id, i.flow_id, i.id as import_id, c.epoch, c.status,
    c.current_phase, f.row_count
  from data_imports i join discovery_flows c using (client_account_id, engagement_id, flow_id)
  join import_files f on f.client_account_id = i.client_account_id and f.engagement_id = i.engagement_id
    and f.data_import_id = i.id and f.revision = 0
  where c.deleted_at is null`;

/** Whether a phase of the flow has a succeeded run, which promises that its output is there and whole. */
const done = (phase: string): string => `exists (select from phase_runs r where ${same('r', 'o')}
  and r.phase = '${phase}' and r.status = 'succeeded')`;

const covered = (table: string, extra = ''): string => `(select coalesce(sum(b.row_count), 0) from ${table} b
  where b.client_account_id = o.client_account_id and b.engagement_id = o.engagement_id
    and b.data_import_id = o.import_id ${extra})`;

/** Violation where the rows of a packed table do not follow each other from row 1 without gap or overlap. */
const gapless = (table: string, extra = 'true'): string => `select i.flow_id,
    format('%s: row %s where %s was due', '${table}', b.first_row, b.due) as detail
  from (select t.*, 1 + coalesce(sum(t.row_count) over (partition by t.client_account_id, t.engagement_id,
      t.data_import_id order by t.first_row rows between unbounded preceding and 1 preceding), 0) as due
    from ${table} t where ${extra}) b
  join data_imports i on i.client_account_id = b.client_account_id and i.engagement_id = b.engagement_id
    and i.id = b.data_import_id
  where b.first_row <> b.due`;

/** What must hold of the rows that the phases of the discovery flow write. */
export const contentChecks: readonly InvariantCheck[] = [
  {
    invariant: 'I3',
    sql: `select o.flow_id, format('the file has %s rows, %s are stored', o.row_count,
        ${covered('import_chunks', 'and b.revision = 0')}) as detail
      from (${originalRows}) o where ${done('data_import')}
        and o.row_count is distinct from ${covered('import_chunks', 'and b.revision = 0')}`,
  },
  {
    invariant: 'I4',
    sql: `${gapless('import_chunks', 'revision = 0')}
      union all ${gapless('import_cleansed_blocks')}
      union all ${gapless('import_row_blocks')}
      union all select null, format('asset %s has no provenance', id) from assets
        where discovery_method = 'import' and (lead_import_id is null or lead_row is null)`,
  },
  {
    invariant: 'I8',
    sql: `select o.flow_id, 'data_cleansing is done, but not every row has been cleansed' as detail
      from (${originalRows}) o where ${done('data_cleansing')}
        and o.row_count is distinct from ${covered('import_cleansed_blocks')}
      union all
      select o.flow_id, 'the flow is complete, but not every row has an outcome' from (${originalRows}) o
      where o.status = 'completed' and o.current_phase in ('asset_inventory', 'enrichment')
        and o.row_count is distinct from ${covered('import_row_blocks', 'and octet_length(b.outcomes) = b.row_count')}`,
  },
];
