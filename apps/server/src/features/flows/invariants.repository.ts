import { foldJournal, type JournalRow } from '@landfall/domain/flow/fold-journal';
import { journalAllows } from '@landfall/domain/flow/journal-law';
import type { Pool } from 'pg';
import { deletionChecks, remainsChecks } from './deletion-checks.ts';
import { contentChecks, flowChecks, type InvariantCheck } from './invariant-checks.ts';

/** One broken invariant, I1 to I18, with what broke it. */
export interface Violation {
  readonly invariant: string;
  readonly flowId: string | null;
  readonly detail: string;
}

/** A connection that sees every tenant's rows, or one inside a tenant's scope for that tenant's alone. */
type Queryable = Pick<Pool, 'query'>;

/**
 * Everything in the database that contradicts the invariants of flows, imports and audit; empty when all hold.
 * Those a database cannot show (what an answer says, what a response holds) are tested elsewhere. Without `remains`
 * the tables are not searched for what a deletion left.
 */
export async function findViolations(
  db: Queryable,
  { content = true, remains = true }: { readonly content?: boolean; readonly remains?: boolean } = {},
): Promise<Violation[]> {
  const checks = [
    ...flowChecks,
    ...deletionChecks,
    ...(remains ? remainsChecks : []),
    ...(content ? contentChecks : []),
  ];
  return [...(await run(db, checks)), ...(await journalViolations(db))];
}

/** All checks as one statement, so that they see one moment. */
async function run(db: Queryable, checks: readonly InvariantCheck[]): Promise<Violation[]> {
  const parts = checks.map(
    ({ invariant, sql }) =>
      `select '${invariant}' as invariant, flow_id::text as "flowId", detail from (${sql}) broken`,
  );
  return (await db.query<Violation>(parts.join('\nunion all\n'))).rows;
}

interface StoredEvent extends JournalRow {
  readonly flowId: string;
  readonly status: string;
  readonly currentPhase: string;
  readonly currentEpoch: number;
}

async function journalViolations(db: Queryable): Promise<Violation[]> {
  const { rows } = await db.query<StoredEvent>(`
    select e.flow_id as "flowId", e.seq::int, e.type, e.phase, e.epoch, e.from_status as "fromStatus",
      e.to_status as "toStatus", e.payload ->> 'journal_rebuilt' = 'true' as rebuilt, c.status, c.current_phase as "currentPhase", c.epoch as "currentEpoch"
    from flow_events e join discovery_flows c using (client_account_id, engagement_id, flow_id)
    order by e.flow_id, e.seq`);
  const flows = new Map<string, StoredEvent[]>();
  for (const row of rows) {
    const events = flows.get(row.flowId) ?? [];
    events.push(row);
    flows.set(row.flowId, events);
  }
  return [...flows.values()].flatMap((events) => [...foldViolation(events), ...lawViolations(events)]);
}

/** I5: the state is what the journal leads to. */
function foldViolation(events: readonly StoredEvent[]): Violation[] {
  const [first] = events;
  if (first === undefined) return [];
  const folded = foldJournal(events);
  const violation = (detail: string): Violation => ({ invariant: 'I5', flowId: first.flowId, detail });
  if ('contradiction' in folded) return [violation(folded.contradiction)];
  const { status, currentPhase, currentEpoch } = first;
  const agree = folded.status === status && folded.phase === currentPhase && folded.epoch === currentEpoch;
  const led = `${folded.status}/${folded.phase}/${folded.epoch}`;
  return agree
    ? []
    : [violation(`journal leads to ${led}, stored is ${status}/${currentPhase}/${currentEpoch}`)];
}

/** I6: every recorded transition is one the table allows. */
function lawViolations(events: readonly StoredEvent[]): Violation[] {
  return events
    .filter(({ type, fromStatus, toStatus }) => !journalAllows(type, fromStatus, toStatus))
    .map(({ flowId, seq, type, fromStatus, toStatus }) => ({
      invariant: 'I6',
      flowId,
      detail: `event ${seq}: ${type} from ${fromStatus} to ${toStatus}`,
    }));
}
