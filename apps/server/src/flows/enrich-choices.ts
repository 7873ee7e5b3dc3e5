import { aboutEnd, type ChoiceSubject, rowOfSubject } from '@landfall/domain/corrections/row-choice';
import type { FileEnd } from '@landfall/domain/dependencies/end-registry';
import {
  type ChosenAsset,
  type ChosenGroups,
  choicesOfGroups,
  joinChosen,
} from '@landfall/domain/entity-resolution/chosen-groups';
import type { RowGroups } from '@landfall/domain/entity-resolution/group-rows';
import { uuidText } from '@landfall/domain/inventory/row-results';
import { findVouched, type MatchedEnd } from '../features/enrichment/ends.repository.ts';
import type { ImportOptions } from '../features/enrichment/import-options.repository.ts';
import { readChoices } from '../features/enrichment/row-choices.repository.ts';
import { GroupPlan } from '../features/inventory/group-plan.ts';
import type { CleansedRows } from '../features/inventory/cleansed-rows.ts';
import {
  type ResolvedGroups,
  resolveGroups,
  type ResolveScopes,
} from '../features/inventory/resolve-groups.service.ts';
import type { ImportKeys } from '../features/inventory/row-keys.ts';
import type { PhaseContext } from './define-phase.ts';

/** What people chose for the rows of an import and for the ends of connections they name. */
export interface ImportChoices {
  /** By row, counted from 0. */
  readonly ofRow: ReadonlyMap<number, ChosenAsset>;
  readonly ofEnd: ReadonlyMap<ChoiceSubject, ChosenAsset>;
}

/** The choices for an import that hold. */
export async function importChoices(context: PhaseContext): Promise<ImportChoices> {
  const ofRow = new Map<number, ChosenAsset>();
  const ofEnd = new Map<ChoiceSubject, ChosenAsset>();
  for (const { about, assetId } of await context.read((scope) => readChoices(scope, context.importId))) {
    const row = rowOfSubject(about);
    if (row === undefined) ofEnd.set(about, assetId);
    else ofRow.set(row - 1, assetId);
  }
  return { ofRow, ofEnd };
}

interface Grouped {
  readonly rows: CleansedRows;
  readonly keys: ImportKeys;
  readonly groups: RowGroups;
}

/**
 * Joins the groups that are about one chosen asset: those it was chosen for, and those that match it by themselves,
 * which would otherwise seem to be another asset with its keys.
 */
export async function joinChosenGroups(
  scopes: ResolveScopes,
  { rows, keys, groups }: Grouped,
  { ofRow }: ImportChoices,
): Promise<ChosenGroups> {
  const open = new Map([...ofRow].filter(([row]) => keys.eligible[row] === 1));
  const chosen = choicesOfGroups(groups.leadOf, open);
  if (chosen.size === 0) return { leadOf: groups.leadOf, chosen };
  const found = await resolveGroups(scopes, new GroupPlan(rows, keys, groups));
  addMatching(chosen, found);
  return joinChosen({ leadOf: groups.leadOf, chosen }, keys.filled);
}

function addMatching(chosen: Map<number, ChosenAsset>, found: ResolvedGroups): void {
  const assets = new Set(chosen.values());
  const { plan } = found;
  for (let lead = 0; lead < plan.rows.rowCount; lead++) {
    const bytes = plan.isLead(lead) && !chosen.has(lead) ? found.assetIdOf(lead) : undefined;
    const asset = bytes === undefined ? null : uuidText(bytes);
    if (asset !== null && assets.has(asset)) chosen.set(lead, asset);
  }
}

export type EndPlace = Pick<MatchedEnd, 'match' | 'assetId' | 'candidates'>;

/** What was chosen for ends of connections; `undefined` for one nobody was asked about. */
export async function chosenEnds(
  context: PhaseContext,
  { category, createsMissing }: ImportOptions,
  { ofEnd }: ImportChoices,
): Promise<(end: FileEnd) => EndPlace | undefined> {
  const ids = [...ofEnd.values()].filter((id) => id !== null);
  const vouched =
    ids.length === 0 ? new Set<string>() : await context.read((scope) => findVouched(scope, category, ids));
  return (end) => {
    const assetId = ofEnd.get(aboutEnd(end));
    if (assetId === undefined) return undefined;
    if (assetId === null) return { match: createsMissing ? 'created' : 'unknown', assetId, candidates: [] };
    // A person's word is as good as a key that identifies alone.
    return { match: vouched.has(assetId) ? 'strong' : 'subject', assetId, candidates: [] };
  };
}
