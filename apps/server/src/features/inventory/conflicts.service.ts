import { codeOf, createdAssetId, type RowOutcome, rowOutcomes } from '@landfall/domain/inventory/row-results';
import { tallyOutcomes } from '@landfall/domain/inventory/accounting';
import { classifyAsset } from '@landfall/domain/inventory/classify-asset';
import { AppError } from '../../platform/app-error.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { countPending } from './conflicts.repository.ts';
import { readAssets } from './current-assets.repository.ts';
import { findFlowImport } from './flow-import.repository.ts';
import { conflict as conflictError, conflictNotFound, invalidChoice } from './inventory.errors.ts';
import { isHeld } from './preview-page.service.ts';
import {
  applyIncoming,
  confirmExisting,
  createBeside,
  lockConflict,
  markResolved,
  type Resolution,
  type StoredConflict,
} from './resolve-conflict.repository.ts';
import { readResults, writeOutcomes } from './row-results.repository.ts';

/** What a person decided about a conflict. */
export interface ConflictChoice {
  readonly resolution: Resolution;
  readonly assetId?: string | undefined;
  readonly fieldChoices?: Readonly<Record<string, 'existing' | 'incoming'>> | undefined;
  readonly dependencyType?: string | undefined;
  readonly expectedVersion?: number | undefined;
}

/** Is told in the same transaction that a flow has no pending conflict any more. */
export type OnSettled = (scope: TenantScope, flowId: string) => Promise<void>;

/**
 * Resolves one conflict and settles the outcome of its row.
 *
 * Doing it again with the same choice changes nothing; another choice is 409 `conflict_already_resolved`.
 * Answers how many conflicts of the import are still pending.
 */
export async function resolveConflict(
  scope: TenantScope,
  id: string,
  choice: ConflictChoice,
): Promise<{ conflict: StoredConflict; remaining: number; changed: boolean }> {
  const found = await lockConflict(scope, id);
  if (found === undefined) throw conflictNotFound();
  const remaining = (): Promise<number> => countPending(scope, found.importId);
  if (found.status === 'resolved' && found.resolution === choice.resolution) {
    return { conflict: found, remaining: await remaining(), changed: false };
  }
  await requireOpen(scope, found, choice);
  const assetId = await candidateOf(scope, found, choice);
  const settled = await applyChoice(scope, found, { ...choice, assetId });
  await markResolved(scope, found, {
    resolution: choice.resolution,
    choices: choice.fieldChoices ?? null,
    assetId: settled.assetId,
  });
  await settleRow(scope, found, settled.outcome);
  const conflict = await lockConflict(scope, id);
  if (conflict === undefined) throw conflictNotFound();
  return { conflict, remaining: await remaining(), changed: true };
}

async function requireOpen(scope: TenantScope, found: StoredConflict, choice: ConflictChoice): Promise<void> {
  if (found.status !== 'pending') {
    throw conflictError('conflict_already_resolved', 'This conflict is settled already, in another way.');
  }
  if (choice.expectedVersion !== undefined && choice.expectedVersion !== found.version) {
    throw conflictError('version_conflict', 'The conflict has changed since it was shown. Look at it again.');
  }
  const flow = await findFlowImport(scope, found.flowId);
  if (flow?.waitingReason !== 'asset_conflict') {
    throw conflictError('phase_not_reached', 'Conflicts are settled after the other rows are written.');
  }
}

/** The candidate a choice is about; its values must still be those the person saw. */
async function candidateOf(
  scope: TenantScope,
  found: StoredConflict,
  choice: ConflictChoice,
): Promise<string> {
  const assetId = choice.assetId ?? (found.candidates.length === 1 ? found.candidates[0] : undefined);
  if (assetId === undefined || !found.candidates.includes(assetId)) {
    throw invalidChoice(
      'validation_failed',
      'asset_id',
      'Name the asset, among the candidates, that the choice is about.',
    );
  }
  const asset = (await readAssets(scope, [assetId])).get(assetId);
  if (asset === undefined || (found.snapshot[assetId] ?? asset.version) !== asset.version) {
    throw new AppError({
      kind: 'conflict',
      code: 'conflict_stale',
      detail: 'The existing asset has changed since the conflict was found. Look at it again.',
      members: {
        asset: asset === undefined ? null : { id: asset.id, version: asset.version, fields: asset.fields },
      },
    });
  }
  return assetId;
}

interface SettledChoice {
  readonly outcome: RowOutcome;
  readonly assetId: string;
}

async function applyChoice(
  scope: TenantScope,
  found: StoredConflict,
  choice: ConflictChoice & { readonly assetId: string },
): Promise<SettledChoice> {
  const { assetId } = choice;
  if (choice.resolution === 'keep_existing') {
    // Who keeps a protected value has looked at it; in other conflicts only who is who was decided.
    if (found.type === 'protected_value') await confirmDiffering(scope, found, assetId);
    return { outcome: 'unchanged', assetId };
  }
  if (choice.resolution === 'create_both_with_dependency') {
    const id = createdAssetId(found.importId, found.rowNumber);
    const kind = classifyAsset((field) => textOf(found.incoming[field]));
    const dependencyType = choice.dependencyType ?? 'depends_on';
    await createBeside(scope, found, { id, assetType: kind.type, existingId: assetId, dependencyType });
    return { outcome: 'created', assetId: id };
  }
  const fields = choice.resolution === 'merge' ? mergedFields(choice) : Object.keys(found.incoming);
  const current = (await readAssets(scope, [assetId])).get(assetId);
  const changing = fields.filter(
    (field) => !isHeld(current?.fields[field] ?? null, found.incoming[field] ?? null),
  );
  if (choice.resolution === 'merge') await confirmExisting(scope, assetId, keptFields(choice));
  if (changing.length === 0) return { outcome: 'unchanged', assetId };
  const isConfirmed = choice.resolution === 'merge' || found.type === 'protected_value';
  await applyIncoming(scope, found, { assetId, fields: changing, isConfirmed });
  return { outcome: 'updated', assetId };
}

/** Confirms the values of the asset that the row would have changed. */
async function confirmDiffering(scope: TenantScope, found: StoredConflict, assetId: string): Promise<void> {
  const current = (await readAssets(scope, [assetId])).get(assetId);
  const differing = Object.entries(found.incoming).filter(([field, value]) => {
    const held = current?.fields[field] ?? null;
    return held !== null && !Array.isArray(held) && !isHeld(held, value);
  });
  await confirmExisting(
    scope,
    assetId,
    differing.map(([field]) => field),
  );
}

/** Fields of a merge in which the existing value was chosen. */
function keptFields({ fieldChoices = {} }: ConflictChoice): string[] {
  return Object.keys(fieldChoices).filter((field) => fieldChoices[field] === 'existing');
}

const notMergeable = new Set(['name', 'hostname']);

function mergedFields({ fieldChoices = {} }: ConflictChoice): string[] {
  const fields = Object.keys(fieldChoices);
  if (fields.length === 0)
    throw invalidChoice('empty_merge', 'field_choices', 'Choose a side for at least one field.');
  const refused = fields.find((field) => notMergeable.has(field));
  if (refused !== undefined) {
    throw invalidChoice(
      'field_not_mergeable',
      `field_choices.${refused}`,
      'The name can only be taken over as a whole.',
    );
  }
  return fields.filter((field) => fieldChoices[field] === 'incoming');
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) return value.join('\n');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

async function settleRow(scope: TenantScope, found: StoredConflict, outcome: RowOutcome): Promise<void> {
  const [results] = await readResults(scope, found.importId, {
    first: found.rowNumber,
    last: found.rowNumber,
  });
  if (results === undefined || results.outcomes === null)
    throw new Error(`Row ${found.rowNumber} has no results`);
  const outcomes = Uint8Array.from(results.outcomes);
  outcomes[found.rowNumber - results.firstRow] = codeOf(rowOutcomes, outcome);
  const tally = tallyOutcomes(outcomes, results.reasons);
  await writeOutcomes(scope, found.importId, { firstRow: results.firstRow, outcomes, tally });
}
