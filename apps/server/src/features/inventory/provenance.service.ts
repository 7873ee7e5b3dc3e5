import type { z } from 'zod';
import type { provenanceEntry } from '@landfall/contract/inventory';
import type { Amendment, FillAmendment } from '@landfall/domain/cleansing/amendment';
import { cleanText } from '@landfall/domain/cleansing/clean-text';
import { findTargetField } from '@landfall/domain/catalog/target-fields';
import { readConstant } from '@landfall/domain/cleansing/constant-value';
import { type CleansedBlock, valueAt } from '@landfall/domain/cleansing/cleansed-block';
import { customFieldPrefix } from '@landfall/domain/cleansing/import-plan';
import { nameFallbacks, storedFields } from '@landfall/domain/inventory/stored-fields';
import { instant } from '@landfall/domain/shared/instant';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { type CurrentAsset, readAssets } from './current-assets.repository.ts';
import { typedValue } from './describe-conflict.ts';
import { assetNotFound } from './inventory.errors.ts';
import { loadBlocksOfRows } from './load-blocks.ts';
import { type UndecidedEntry, withDecidingRules } from './deciding-rule.ts';
import { readSourcePrecedence } from './source-precedence.repository.ts';
import { isHeld } from './preview-page.service.ts';
import {
  type ContributingColumn,
  type ContributingImport,
  readContributingAmendments,
  readContributingColumns,
  readContributingImports,
} from './provenance.repository.ts';
import { readSourceLines, type SourceLine } from './source-rows.repository.ts';

export type ProvenanceEntry = z.infer<typeof provenanceEntry>;

/** Rows looked at for one asset; a group of more is described by its first ones. */
const maxRows = 50;

interface Contribution {
  readonly importId: string;
  readonly row: number;
}

/**
 * Where the values of an asset come from: each value that a contributing row offered, with file, line, source
 * cell and who approved the mapping. Read from the stored rows, not from copies; the lead row comes first.
 */
export async function provenanceOf(scope: TenantScope, assetId: string): Promise<ProvenanceEntry[]> {
  const asset = (await readAssets(scope, [assetId])).get(assetId);
  if (asset === undefined) throw assetNotFound();
  const contributions = contributionsTo(asset).slice(0, maxRows);
  const ids = [...new Set(contributions.map(({ importId }) => importId))];
  const imports = await readContributingImports(scope, ids);
  const columns = await readContributingColumns(scope, ids);
  const applied = await readContributingAmendments(scope, ids);
  const entries: UndecidedEntry[] = [];
  for (const contribution of contributions) {
    const source = imports.get(contribution.importId);
    if (source === undefined) continue;
    const ofImport = ({ importId }: { readonly importId: string }) => importId === contribution.importId;
    const mapped = columns.filter(ofImport);
    const amendments = applied.filter(ofImport).map(({ amendment }) => amendment);
    entries.push(
      ...(await entriesOfRow(scope, { asset, contribution, source, columns: mapped, amendments })),
    );
  }
  const ranks = (await readSourcePrecedence(scope)).map(foldedSystem);
  return withDecidingRules([...entries, ...personEntries(asset)], {
    updates: asset.provenance?.updates ?? {},
    rankOf(importId) {
      const rank = ranks.indexOf(foldedSystem(imports.get(importId)?.sourceSystem ?? null));
      return rank < 0 ? undefined : rank;
    },
  });
}

function foldedSystem(system: string | null): string {
  return system?.trim().toLowerCase() ?? '';
}

/** Values that a person wrote, which come from no row. */
function personEntries({ provenance, fields }: CurrentAsset): UndecidedEntry[] {
  const nowhere = {
    import_id: null,
    import_name: null,
    file_name: null,
    row_number: null,
    line_number: null,
    source_column: null,
    source_value: null,
    rule: null,
    mapping_approved_by: null,
  };
  return Object.entries(provenance?.updates ?? {}).flatMap(([field, origin]) => {
    const value = fields[field] ?? null;
    if (origin.import !== undefined || origin.by === undefined || value === null) return [];
    const times = { observed_at: origin.at ?? null, importedAt: null };
    return [{ field, value, is_current: true, origin: 'user' as const, ...nowhere, ...times }];
  });
}

function contributionsTo(asset: CurrentAsset): Contribution[] {
  const { leadImportId, leadRow, provenance } = asset;
  const created =
    leadImportId === null || leadRow === null
      ? []
      : [leadRow, ...(provenance?.rows ?? [])].map((row) => ({ importId: leadImportId, row }));
  const updates = Object.values(provenance?.updates ?? {}).flatMap(({ import: importId, row }) =>
    importId === undefined || row === undefined ? [] : [{ importId, row }],
  );
  const seen = new Set<string>();
  return [...created, ...updates].filter(({ importId, row }) => {
    const key = `${importId}:${row}`;
    return seen.has(key) ? false : Boolean(seen.add(key));
  });
}

interface RowSource {
  readonly asset: CurrentAsset;
  readonly contribution: Contribution;
  readonly source: ContributingImport;
  readonly columns: readonly ContributingColumn[];
  /** Recommendations that are applied to the import. */
  readonly amendments: readonly Amendment[];
}

async function entriesOfRow(scope: TenantScope, from: RowSource): Promise<UndecidedEntry[]> {
  const { importId, row } = from.contribution;
  const [block] = await loadBlocksOfRows(scope, importId, { first: row, last: row });
  if (block === undefined) return [];
  const line = (await readSourceLines(scope, importId, [row])).get(row);
  const entries = block.columns.flatMap((column) => {
    const text = valueAt(column, row - block.firstRow);
    return text === null ? [] : [entryOf(from, line, { field: column.field, text })];
  });
  const name = nameEntry(from, line, block);
  const observed_at = observationTime(from, block);
  return (name === undefined ? entries : [name, ...entries]).map((entry) => ({ ...entry, observed_at }));
}

/** When the values of a row were seen: when it says so, else when it was imported. */
function observationTime({ contribution, source }: RowSource, block: CleansedBlock): string {
  const column = block.columns.find(({ field }) => field === 'last_seen');
  const text = column === undefined ? null : valueAt(column, contribution.row - block.firstRow);
  return (text === null ? source.importedAt : new Date(instant(text))).toISOString();
}

interface OfferedText {
  readonly field: string;
  readonly text: string;
}

function entryOf(
  from: RowSource,
  line: SourceLine | undefined,
  { field, text }: OfferedText,
): UndecidedEntry {
  const stored = storedFields.find((candidate) => candidate.field === field);
  const value = stored === undefined ? text : typedValue(stored, text);
  return {
    field: field.startsWith(customFieldPrefix) ? field.slice(customFieldPrefix.length) : field,
    value,
    is_current: isCurrent(from, field, value),
    ...sourceOf(from, line),
    ...cellOf(from, line, { field, text }),
  };
}

/** Rules that give fields no column feeds a value. */
const derivedBy: Readonly<Record<string, string>> = {
  end_of_life_date: 'lifecycle_catalog',
  pii_flag: 'personal_data_in_row',
  asset_type: 'subject_of_category',
  name: 'subject_of_category',
};

/** The source cell that feeds a field; without one the value was derived by a rule. */
function cellOf(from: RowSource, line: SourceLine | undefined, { field, text }: OfferedText) {
  const textIn = ({ position }: ContributingColumn): string => line?.cells[position - 1] ?? '';
  const filledIn = (name: string) =>
    from.columns.find((column) => column.field === name && textIn(column).trim() !== '');
  const own = filledIn(field);
  const typed = typedCell(from, { field, text }, textIn);
  if (typed !== undefined) return typed;
  const fill = own === undefined ? from.amendments.find((each) => isFillOf(each, field)) : undefined;
  const column =
    own ??
    (fill === undefined ? undefined : filledIn(fill.from)) ??
    from.columns.find((candidate) => candidate.field === field) ??
    // Words that its field does not know are kept in an attribute named as the column.
    from.columns.find(({ key }) => field === `${customFieldPrefix}${key}`);
  if (column === undefined) {
    const rule = derivedBy[field] ?? 'derived_from_operating_system';
    return {
      origin: 'rule',
      source_column: null,
      source_value: null,
      rule,
      mapping_approved_by: null,
    } as const;
  }
  const { key, approvedBy } = column;
  const cell = {
    source_column: key,
    source_value: textIn(column),
    rule: fill === undefined ? spellingRule(from, { field, text }, textIn(column)) : 'fill_from_field',
    mapping_approved_by: approvedBy,
  };
  return { origin: 'import', ...cell } as const;
}

/** The cell that has a value a person typed for such cells; `undefined` when no cell of the field has one. */
function typedCell(
  from: RowSource,
  offered: OfferedText,
  textIn: (column: ContributingColumn) => string,
):
  | Pick<UndecidedEntry, 'origin' | 'source_column' | 'source_value' | 'rule' | 'mapping_approved_by'>
  | undefined {
  const field = findTargetField(offered.field);
  if (field === undefined) return undefined;
  const columns = from.columns.filter(({ field: fed }) => fed === field.key);
  const isOwn = (column: ContributingColumn): boolean => readConstant(field, textIn(column)) !== null;
  // What is missing in one column is only set where no other column of the field has a value.
  const isMissing = !columns.some(isOwn);
  for (const column of columns) {
    const { key, approvedBy, constants } = column;
    const cell = textIn(column);
    const rule = Object.keys(constants).find(
      (each) =>
        (each !== 'missing_values' || isMissing) && readConstant(field, constants[each]!) === offered.text,
    );
    if (isOwn(column) || rule === undefined) continue;
    return {
      origin: 'user',
      source_column: key,
      source_value: cell,
      rule: `value_set_for_${rule}`,
      mapping_approved_by: approvedBy,
    };
  }
  return undefined;
}

function isFillOf(amendment: Amendment, field: string): amendment is FillAmendment {
  return amendment.kind === 'fill' && amendment.field === field;
}

/** The rule of a value that a person had written in another way than its cell; null for all others. */
function spellingRule(
  { amendments }: RowSource,
  { field, text }: OfferedText,
  cell: string,
): 'one_spelling' | null {
  const before = cleanText(cell);
  const isRespelled = amendments.some(
    (each) => each.kind === 'spelling' && each.field === field && each.values[before] === text,
  );
  return isRespelled ? 'one_spelling' : null;
}

function isCurrent(from: RowSource, field: string, value: unknown): boolean {
  if (field.startsWith(customFieldPrefix) || field === 'asset_type') return true;
  if (!isHeld(from.asset.fields[field] ?? null, value)) return false;
  return Array.isArray(value) || isWinner(from, field);
}

/** True when the current value of a field came from this row. */
function isWinner({ asset, contribution }: RowSource, field: string): boolean {
  const update = asset.provenance?.updates?.[field];
  if (update !== undefined) return update.import === contribution.importId && update.row === contribution.row;
  return (asset.provenance?.fields?.[field] ?? asset.leadRow) === contribution.row;
}

function sourceOf({ contribution, source }: RowSource, line: SourceLine | undefined) {
  return {
    import_id: contribution.importId,
    import_name: source.importName,
    file_name: source.fileName,
    row_number: contribution.row,
    line_number: line?.line ?? null,
    observed_at: null,
    importedAt: source.importedAt.toISOString(),
  };
}

/** An asset without a name column is called by another identifier; that is a rule, and said so. */
function nameEntry(
  from: RowSource,
  line: SourceLine | undefined,
  block: CleansedBlock,
): UndecidedEntry | undefined {
  if (from.contribution.row !== from.asset.leadRow || from.columns.some(({ field }) => field === 'name'))
    return undefined;
  const field = nameFallbacks.find((candidate) => {
    const column = block.columns.find((each) => each.field === candidate);
    return column !== undefined && valueAt(column, from.contribution.row - block.firstRow) !== null;
  });
  if (field === undefined) return undefined;
  const entry = entryOf(from, line, { field, text: from.asset.name });
  return {
    ...entry,
    field: 'name',
    value: from.asset.name,
    is_current: true,
    origin: 'rule',
    rule: `name_from_${field}`,
  };
}
