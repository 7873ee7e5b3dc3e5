import { importCategories } from '@landfall/domain/catalog/import-category';
import type { CheckThresholds } from '@landfall/domain/checks/check-thresholds';
import type { Json, PhaseResult } from '@landfall/domain/flow/phase-result';
import { learnedHeaderKey } from '@landfall/domain/schema-matching/learned-mapping';
import type { ColumnProfile } from '@landfall/domain/tabular/column-profile';
import { sensitiveKindOf } from '@landfall/domain/quality/sensitive-kind';
import { secretMaskerOf } from '@landfall/domain/sensitive/mask-value';
import { dominantKind, dominantUnit } from '@landfall/domain/tabular/dominant-kind';
import { fileNotes } from '../features/imports/file-notes.ts';
import {
  finishFile,
  insertStep,
  type NewColumn,
  type SourceFile,
  type StoredColumn,
  storedFigures,
  upsertColumns,
} from '../features/imports/import-store.repository.ts';
import { type StoreDeps, type StoreFailure, storeImport } from '../features/imports/store-import.service.ts';
import type { TenantScope } from '../platform/tenant-scope.ts';
import { checkThresholds } from '../platform/check-thresholds.ts';
import { definePhase, type Phase, type PhaseContext } from './define-phase.ts';
import { madeBy } from './made.ts';
import { type StoredTable, takeOverRows } from './take-over-rows.ts';

/** What the first suggestions are made from. */
export interface ProfiledImport {
  readonly flowId: PhaseContext['flowId'];
  readonly importId: PhaseContext['importId'];
  readonly category: (typeof importCategories)[number];
  readonly sourceSystem: string | null;
  readonly columns: readonly StoredColumn[];
}

export interface DataImportDeps extends StoreDeps {
  /** Writes one mapping row a column with its first suggestion, in the transaction that stores the columns. */
  readonly proposeMappings: (scope: TenantScope, profiled: ProfiledImport) => Promise<void>;
}

/** First phase of a flow: stores every row of the uploaded file and profiles its columns. */
export function dataImportPhase(
  deps: DataImportDeps,
  place: Pick<Phase, 'flowType' | 'name'> = { flowType: 'discovery', name: 'data_import' },
): Phase {
  return definePhase({
    ...place,
    async run(context) {
      const taken = await takeOverRows(context);
      if (taken !== undefined) return close(deps, context, taken);
      const result = await storeImport(deps, context);
      if (result.kind === 'failed')
        return (await keptRows(context, result)) ?? { ...result, retryable: false };
      const { file, columns, counts, notes, sample } = result;
      const thresholds = await context.read(checkThresholds);
      return close(deps, context, {
        ...result,
        rows: counts.rows,
        notes: fileNotes(file.layout, counts, notes),
        sample: journaledSample(file, columns, { sample, thresholds }),
      });
    },
    async checkExit(scope, { importId }) {
      const { chunkRows, rowCount, columns } = await storedFigures(scope, importId);
      if (columns === 0) return 'No column was stored';
      return chunkRows === rowCount && chunkRows > 0
        ? undefined
        : `${chunkRows} of ${rowCount ?? 0} rows are stored`;
    },
  });
}

/** A flow that starts over without its file goes on from its rows, when an earlier run stored all of them. */
async function keptRows(context: PhaseContext, { code }: StoreFailure): Promise<PhaseResult | undefined> {
  if (code !== 'file_missing') return undefined;
  const { chunkRows, rowCount, columns } = await context.read((scope) =>
    storedFigures(scope, context.importId),
  );
  const isWhole = rowCount !== null && chunkRows === rowCount && columns > 0;
  return isWhole ? { kind: 'succeeded', counts: { rows: rowCount, columns } } : undefined;
}

async function close(deps: DataImportDeps, context: PhaseContext, stored: StoredTable): Promise<PhaseResult> {
  const { file, columns, rows, notes, sample } = stored;
  const { flowId, importId } = context;
  await context.batch({ rowsDone: rows, rowsTotal: rows, checkpoint: { rows } }, async (scope) => {
    const thresholds = await checkThresholds(scope);
    const newColumns = columns.map((profile) => newColumn(profile, thresholds));
    const storedColumns = await upsertColumns(scope, importId, newColumns);
    await finishFile(scope, importId, { rowCount: rows, notes });
    await insertSteps(scope, context, stored);
    await deps.proposeMappings(scope, {
      flowId,
      importId,
      category: categoryOf(file),
      sourceSystem: file.sourceSystem,
      columns: storedColumns,
    });
    await context.record(scope, { type: 'rows_stored', payload: { rows, columns: columns.length, sample } });
  });
  return { kind: 'succeeded', counts: { rows, columns: columns.length, short_rows: notes.short_rows } };
}

async function insertSteps(scope: TenantScope, context: PhaseContext, stored: StoredTable): Promise<void> {
  const { rows, columns, storeMs, profileMs, identicalTo } = stored;
  const { flowId, runId } = context;
  const made = madeBy(context, { identical_to: identicalTo });
  const alike = identicalTo === undefined ? {} : { identical_file: true };
  const steps = [
    { name: 'store_rows', durationMs: storeMs, output: { rows, ...alike, made } },
    { name: 'profile_columns', durationMs: profileMs, output: { columns: columns.length, ...alike } },
  ];
  for (const [index, step] of steps.entries())
    await insertStep(scope, { flowId, runId, records: rows, order: index + 1, ...step });
}

function categoryOf({ category }: SourceFile): (typeof importCategories)[number] {
  const known = importCategories.find((word) => word === category);
  if (known === undefined) throw new Error(`Unknown category ${category}`);
  return known;
}

/** The first rows without cells that hold personal data; none of a category that is about such data. */
function journaledSample(
  { category }: SourceFile,
  columns: readonly ColumnProfile[],
  { sample, thresholds }: { sample: readonly Record<string, string | null>[]; thresholds: CheckThresholds },
): Json {
  if (category === 'sensitive_data') return [];
  const hidden = new Set(
    columns.filter((profile) => sensitiveKindOf(profile, thresholds) !== null).map(({ key }) => key),
  );
  return sample.map((row) => shortRow(row, hidden));
}

function newColumn(profile: ColumnProfile, thresholds: CheckThresholds): NewColumn {
  return {
    profile,
    headerNormalized: learnedHeaderKey(profile.header),
    detectedType: dominantKind(profile) ?? null,
    detectedUnit: dominantUnit(profile) ?? null,
    sensitiveKind: sensitiveKindOf(profile, thresholds),
  };
}

const journaledColumns = 20;
const journaledCharacters = 60;

/** The start of a row without its sensitive cells and the secrets in others, small enough for the journal. */
function shortRow(row: Record<string, string | null>, hidden: ReadonlySet<string>): Json {
  const shown = Object.entries(row).filter(([key]) => !hidden.has(key));
  const cells = shown.slice(0, journaledColumns);
  return Object.fromEntries(
    cells.map(([key, value]) => [
      shortText(key),
      value === null ? null : shortText(secretMaskerOf(key)(value)),
    ]),
  );
}

function shortText(text: string): string {
  return text.slice(0, journaledCharacters);
}
