import { groupRows } from '@landfall/domain/entity-resolution/group-rows';
import { newestFirst } from '@landfall/domain/entity-resolution/newest-first';
import { joinByName } from '@landfall/domain/entity-resolution/join-by-name';
import { matchUnattended } from '@landfall/domain/entity-resolution/match-unattended';
import type { DependencyTable } from '@landfall/domain/dependencies/dependency-table';
import type { DiskNames } from '@landfall/domain/infrastructure/child-totals';
import { createdAssetId, uuidText } from '@landfall/domain/inventory/row-results';
import type { ImportOptions } from '../features/enrichment/import-options.repository.ts';
import type { PreparedBlock } from '../features/enrichment/prepared-blocks.repository.ts';
import { GroupPlan } from '../features/inventory/group-plan.ts';
import type { CleansedRows } from '../features/inventory/cleansed-rows.ts';
import { loadCleansedRows } from '../features/inventory/load-blocks.ts';
import {
  type ResolvedGroups,
  resolveGroups,
  type ResolveScopes,
} from '../features/inventory/resolve-groups.service.ts';
import { type ImportKeys, internKeys } from '../features/inventory/row-keys.ts';
import { nextTurn } from '../platform/next-turn.ts';
import type { TenantScope } from '../platform/tenant-scope.ts';
import type { PhaseContext } from './define-phase.ts';
import { readingOf } from './enrich-category.ts';
import { type ImportChoices, importChoices, joinChosenGroups } from './enrich-choices.ts';
import { applyPolicy, forgetWithinGroups } from './enrich-policy.ts';
import { addTotals, packedBlocks } from './enrich-totals.ts';
import { readerOf } from './row-checkpoint.ts';
import { type SettledRows, settledRows } from './settled-rows.ts';

/** The rows of an import, read and grouped, with what the inventory says of each group. */
export interface SubjectPlan {
  readonly options: ImportOptions;
  readonly rows: CleansedRows;
  readonly table: DependencyTable;
  readonly resolved: ResolvedGroups;
  /** What people chose where several assets fit. */
  readonly choices: ImportChoices;
  /** Rows that keep the outcome they have because only others are corrected; `undefined` when there are none. */
  readonly settled: SettledRows | undefined;
  /** Blocks whose values follow from several rows, to be stored in place of those that are. */
  readonly changed: readonly PreparedBlock[];
}

/** Assets that go by their name, so that rows of one name are about one of them. */
const namedTypes = new Set(['application', 'component', 'database', 'data_store']);

/** How an import is read. */
export interface SubjectReading {
  readonly options: ImportOptions;
  /** What names the disks of a file whose rows are disks of machines. */
  readonly disks: DiskNames | undefined;
}

/** Reads the cleansed rows and matches those that describe assets. The same rows and inventory give the same plan. */
export async function planSubjects(context: PhaseContext, reading: SubjectReading): Promise<SubjectPlan> {
  const { options } = reading;
  const stored = await loadCleansedRows(readerOf(context), context.importId);
  if (stored.rowCount !== options.rowCount)
    throw new Error(`${stored.rowCount} cleansed rows, ${options.rowCount} source rows`);
  const table = await readingOf(options.category).read(stored);
  const settled = await settledRows(context, options.rowCount);
  const choices = await importChoices(context);
  const matching = {
    read: readerOf(context),
    stage: stagingOf(context, stored.rowCount),
    match: matchUnattended,
    isLast: false,
  };
  const grouping = { ...reading, settled, choices, matching };
  const { rows, keys, groups, chosen, ...totalled } = await groupSubjects(stored, table, grouping);
  // As the file says it: what the policy keeps out is forgotten in memory only.
  const changed = await packedBlocks(totalled.changed);
  const plan = new GroupPlan(rows, keys, groups);
  forgetWithinGroups(options.category, plan);
  const scopes = { ...matching, chosen };
  const resolved = await resolveGroups(scopes, plan);
  const assets = changedLeads(resolved);
  const lost = await applyPolicy(readerOf(context), { category: options.category, groups: plan, assets });
  // Without the values that lost, a group may change nothing.
  const final = lost === 0 ? resolved : await resolveGroups(scopes, plan);
  return { options, rows, table, choices, settled, resolved: final, changed };
}

interface Grouping extends SubjectReading, Pick<SubjectPlan, 'settled' | 'choices'> {
  readonly matching: ResolveScopes;
}

async function groupSubjects(
  stored: CleansedRows,
  table: DependencyTable,
  { options, disks, settled, choices, matching }: Grouping,
) {
  await nextTurn();
  const known = await internKeys(stored, options.sourceSystem);
  const isOpen = (row: number): boolean => settled?.marks[row] !== 1;
  const eligible = Uint8Array.from(table.roles, (role, row) => (role === 'subject' && isOpen(row) ? 1 : 0));
  const keys = { ...known, eligible, filled: weightsOf(options, stored, known) };
  // Rows of an infrastructure file about one name are about one machine: its disks and adapters stand below it.
  const goesByName = (row: number): boolean =>
    options.category === 'infrastructure' || namedTypes.has(stored.value('asset_type', row) ?? '');
  const byKeys = joinByName(groupRows(keys), keys, goesByName);
  const { leadOf, chosen } = await joinChosenGroups(
    matching,
    { rows: stored, keys, groups: byKeys },
    choices,
  );
  const groups = { ...byKeys, leadOf };
  const totalled =
    disks === undefined
      ? { rows: stored, changed: [] }
      : await addTotals(stored, { groups, keys, names: disks });
  return { ...totalled, keys, groups, chosen };
}

/** What measures machines says of one machine again and again: its newest row leads. */
function weightsOf(
  { category }: ImportOptions,
  rows: CleansedRows,
  { filled }: ImportKeys,
): ImportKeys['filled'] {
  const isTimed = category === 'infrastructure' && rows.fields.has('last_seen');
  return isTimed ? newestFirst(filled, (row) => rows.value('last_seen', row)) : filled;
}

function changedLeads(resolved: ResolvedGroups): [number, string][] {
  const { plan } = resolved;
  const changed: [number, string][] = [];
  for (let lead = 0; lead < plan.rows.rowCount; lead++) {
    if (!plan.isLead(lead) || resolved.actionOf(lead) !== 'update') continue;
    const asset = resolved.assetIdOf(lead);
    if (asset !== undefined) changed.push([lead, uuidText(asset)]);
  }
  return changed;
}

/** Transactions that may make temporary tables. */
function stagingOf(context: PhaseContext, rowsTotal: number) {
  return async <Result>(work: (scope: TenantScope) => Promise<Result>): Promise<Result> => {
    let result: { readonly value: Result } | undefined;
    await context.batch({ rowsDone: 0, rowsTotal }, async (scope) => {
      result = { value: await work(scope) };
    });
    if (result === undefined) throw new Error('The batch did no work');
    return result.value;
  };
}

/** What becomes of the asset a row describes. */
export type PlannedSubject =
  | { readonly kind: 'matched'; readonly assetId: string; readonly hasStrongKey: boolean }
  | { readonly kind: 'created'; readonly assetId: string }
  | { readonly kind: 'ambiguous'; readonly lead: number; readonly candidates: readonly string[] }
  | { readonly kind: 'missing' }
  | { readonly kind: 'none' };

function createdSubject({ createsMissing }: ImportOptions, assetId: string): PlannedSubject {
  return createsMissing ? { kind: 'created', assetId } : { kind: 'missing' };
}

/** The asset a row describes, counted from 0. */
export function subjectOf(
  { options, resolved, settled }: SubjectPlan,
  importId: string,
  row: number,
): PlannedSubject {
  const { plan } = resolved;
  const known = settled?.assetOf(row);
  if (known !== undefined) return { kind: 'matched', ...known };
  if (plan.eligible[row] !== 1) return { kind: 'none' };
  const lead = plan.leadOf[row] ?? row;
  const action = resolved.actionOf(lead);
  if (action === 'conflict')
    return { kind: 'ambiguous', lead, candidates: resolved.conflicts.get(lead)?.candidates ?? [] };
  if (action === 'create') return createdSubject(options, createdAssetId(importId, lead + 1));
  const bytes = resolved.assetIdOf(lead);
  if (bytes === undefined) return { kind: 'none' };
  return { kind: 'matched', assetId: uuidText(bytes), hasStrongKey: plan.ownKeys(lead) !== 0 };
}
