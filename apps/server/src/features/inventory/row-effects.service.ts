import type { fieldEffect } from '@landfall/contract/inventory';
import { findTargetField } from '@landfall/domain/catalog/target-fields';
import type { StoredProvenance } from '@landfall/domain/inventory/asset-offer';
import { decideField } from '@landfall/domain/inventory/field-effect';
import { writeUuid } from '@landfall/domain/inventory/row-results';
import { ownValue } from '@landfall/domain/shared/own-value';
import type { z } from 'zod';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { dropStage, editStaged, stageAssets } from './asset-stage.repository.ts';
import { CopyBinary } from './copy-binary.ts';
import type { ImportGroups } from './group-plan.ts';
import type { PageRows } from './page-rows.service.ts';
import type { ReviewedRow } from './preview-reviews.repository.ts';
import { type ContributingImport, readContributingImports } from './provenance.repository.ts';
import { outrankingImports, readSourcePrecedence } from './source-precedence.repository.ts';
import { stageShape } from './stage-columns.ts';
import { StageRows } from './stage-rows.ts';
import { effectsOfStaged, type StagedDifference, type StagedEffect } from './staged-effects.repository.ts';

export type FieldEffect = z.infer<typeof fieldEffect>;

/** A lead row of the import, 1-based, with the asset its group would change or become. */
export interface LeadOfAsset {
  readonly row: number;
  readonly assetId: string;
}

/**
 * Makes groups forget the values that lose against what the assets of their lead rows say, as the write of the import
 * does before it compares them.
 */
export type ForgetLosers = (
  groups: ImportGroups,
  assets: readonly (readonly [lead: number, assetId: string])[],
) => Promise<unknown>;

interface EffectRequest {
  readonly importId: string;
  readonly page: PageRows;
  readonly leads: readonly LeadOfAsset[];
  readonly reviews: readonly ReviewedRow[];
  /** Of an import that protects values by its own policy; the others protect what persons and trusted sources say. */
  readonly forgetLosers?: ForgetLosers | undefined;
}

/**
 * What the groups of lead rows would do to each field of their assets. The groups are staged and compared as the write
 * does it, so that both say the same; nothing of the assets changes.
 */
export async function effectsOfLeads(
  scope: TenantScope,
  request: EffectRequest,
): Promise<Map<number, FieldEffect[]>> {
  if (request.leads.length === 0) return new Map();
  const imports = await readContributingImports(scope, [request.importId]);
  const own = imports.get(request.importId);
  const staged = await staging(scope, request, own?.sourceSystem ?? null);
  const origins = new Set(staged.flatMap(importsBehind));
  const known = await readContributingImports(scope, [...origins, request.importId]);
  const ranks = request.forgetLosers === undefined ? (await readSourcePrecedence(scope)).map(folded) : [];
  const context = { request, known, rankOf: rankIn(ranks, known) };
  return new Map(
    staged.map((effect) => [request.page.rowAt(effect.leadRow - 1), fieldsOf(effect, context)] as const),
  );
}

/** Stages the groups of the page in a table of this transaction and reads how they differ. */
async function staging(
  scope: TenantScope,
  { importId, page, leads, reviews, forgetLosers }: EffectRequest,
  sourceSystem: string | null,
): Promise<StagedEffect[]> {
  const { groups } = page;
  await forgetLosers?.(
    groups,
    leads.map(({ row, assetId }) => [page.placeOf(row), assetId] as const),
  );
  const edited = reviews.filter(({ review }) => review.selected && Object.keys(review.edits).length > 0);
  const fields = edited.flatMap(({ review }) => Object.keys(review.edits));
  const shape = stageShape(new Set([...groups.rows.fields, ...fields]));
  const stage = new StageRows(groups, shape, sourceSystem);
  const out = new CopyBinary();
  for (const { row, assetId } of leads) {
    const id = new Uint8Array(16);
    writeUuid(assetId, id, 0);
    // What a new asset is called is no effect on a field.
    stage.addChange(out, page.placeOf(row), id);
  }
  const wanted = new Set(leads.map(({ row }) => row));
  const edits = edited
    .filter(({ row }) => wanted.has(row))
    .map(({ row, review }) => ({ leadRow: page.placeOf(row) + 1, ...review }));
  await stageAssets(scope, shape, out.bytes);
  await editStaged(scope, shape, edits);
  const protection =
    forgetLosers === undefined ? { outranking: await outrankingImports(scope, importId) } : undefined;
  const found = await effectsOfStaged(scope, shape, protection);
  await dropStage(scope);
  return found;
}

function importsBehind({ held }: StagedEffect): string[] {
  const updates = Object.values(held.provenance?.updates ?? {});
  return [held.leadImportId, ...updates.map((update) => update.import)].filter(
    (id) => id !== null && id !== undefined,
  );
}

type Imports = ReadonlyMap<string, ContributingImport>;

interface EffectContext {
  readonly request: EffectRequest;
  readonly known: Imports;
  readonly rankOf: (importId: string | null) => number | undefined;
}

function folded(system: string | null): string {
  return system?.trim().toLowerCase() ?? '';
}

function rankIn(ranks: readonly string[], known: Imports): EffectContext['rankOf'] {
  return (importId) => {
    const rank = importId === null ? -1 : ranks.indexOf(folded(known.get(importId)?.sourceSystem ?? null));
    return rank < 0 ? undefined : rank;
  };
}

function fieldsOf(effect: StagedEffect, context: EffectContext): FieldEffect[] {
  const fields = effect.differences.map((difference) => fieldOf(effect, difference, context));
  return [...fields, ...customOf(effect, context)];
}

function fieldOf(
  effect: StagedEffect,
  { field, kind, before, after, isProtected }: StagedDifference,
  context: EffectContext,
): FieldEffect {
  const origin = originOf(effect, field);
  const { importId } = context.request;
  const { outcome, decidedBy } = decideField({
    before,
    isProtected,
    existing: { byPerson: origin.byPerson, rank: context.rankOf(origin.importId) },
    incoming: { byPerson: isEdited(effect.offered, field), rank: context.rankOf(importId) },
  });
  return {
    field,
    label: findTargetField(field)?.label ?? field,
    before: shown(kind, before),
    after: shown(kind, after),
    outcome,
    decided_by: decidedBy,
    before_source: before === null ? null : sourceOnWire(origin, context),
    row_number: rowOf(effect, field, context),
    by_reviewer: isEdited(effect.offered, field),
  };
}

function shown(kind: StagedDifference['kind'], value: unknown): unknown {
  return kind === 'timestamptz' && typeof value === 'string' ? new Date(value).toISOString() : value;
}

function isEdited(offered: StoredProvenance | null, field: string): boolean {
  return offered?.updates?.[field]?.by !== undefined;
}

/** Row of the file, 1-based, whose value the group offers. */
function rowOf({ leadRow, offered }: StagedEffect, field: string, { request }: EffectContext): number {
  return request.page.rowAt((offered?.fields?.[field] ?? leadRow) - 1);
}

interface Origin {
  readonly byPerson: boolean;
  readonly importId: string | null;
  readonly row: number | null;
}

/** Where the present value of a field comes from. */
function originOf({ held }: StagedEffect, field: string): Origin {
  const update = held.provenance?.updates?.[field];
  if (update !== undefined)
    return { byPerson: update.by !== undefined, importId: update.import ?? null, row: update.row ?? null };
  const row = held.provenance?.fields?.[field] ?? held.leadRow;
  return { byPerson: false, importId: held.leadImportId, row };
}

function sourceOnWire({ byPerson, importId, row }: Origin, { known }: EffectContext) {
  const source = importId === null ? undefined : known.get(importId);
  const origin = byPerson ? 'user' : source === undefined ? 'origin_unknown' : 'import';
  return {
    origin,
    import_id: source?.id ?? null,
    import_name: source?.importName ?? null,
    row_number: source === undefined ? null : row,
  } as const;
}

/** Custom attributes that are new or would be replaced; they belong to no source in particular. */
function customOf(effect: StagedEffect, context: EffectContext): FieldEffect[] {
  const held = effect.heldCustom ?? {};
  return Object.entries(effect.offeredCustom).flatMap(([key, after]) => {
    const before = ownValue(held, key) ?? null;
    if (JSON.stringify(before) === JSON.stringify(after)) return [];
    const { outcome, decidedBy } = decideField({
      before,
      isProtected: false,
      existing: { byPerson: false },
      incoming: { byPerson: false },
    });
    return [
      {
        field: `custom:${key}`,
        label: key,
        before,
        after,
        outcome,
        decided_by: decidedBy,
        before_source: null,
        row_number: context.request.page.rowAt(effect.leadRow - 1),
        by_reviewer: false,
      },
    ];
  });
}
