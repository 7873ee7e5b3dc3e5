import type { FlowSummary } from '@landfall/contract/flows';
import {
  type CorrectionRefusal,
  encodeRow,
  readsAsRow,
  type RowCells,
} from '@landfall/domain/corrections/correct-rows';
import { unguardedCell } from '@landfall/domain/corrections/failed-rows-file';
import type { ChoiceSubject } from '@landfall/domain/corrections/row-choice';
import { asId } from '@landfall/domain/shared/ids';
import { codeOf, rowOutcomes } from '@landfall/domain/inventory/row-results';
import { ownValue } from '@landfall/domain/shared/own-value';
import { appendAudit } from '../../platform/audit.ts';
import type { FlowPort } from '../../platform/flow-port.ts';
import { secretMaskerOf } from '@landfall/domain/sensitive/mask-value';
import { hiddenText } from '../../platform/hidden-text.ts';
import { pack } from '../../platform/packing.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import type { CorrectionLine } from './correction-file.ts';
import {
  type CorrectedRow,
  type CorrectionFile,
  insertCorrectedRows,
  insertCorrectionFile,
  readRejections,
} from './corrections.repository.ts';
import { importNotFound } from './imports.errors.ts';
import { findImport } from './imports.repository.ts';
import type { RecordSource } from './stored-rows.ts';
import { listRejected, readRejected, type RejectedRow } from './rejected-rows.service.ts';

/** A line that is not taken. */
export interface RefusedLine {
  readonly line: number;
  readonly row: number | undefined;
  readonly code: CorrectionRefusal;
}

/** What came of a correction. */
export interface CorrectionResult {
  readonly accepted: number;
  /** Lines that say what their row said before; nothing is done with them. */
  readonly unchanged: number;
  readonly refused: readonly RefusedLine[];
  /** Revision of the accepted rows; `undefined` when there are none. */
  readonly revision: number | undefined;
}

/** Corrected rows of one import, with the file they came in. */
export interface Correction {
  readonly source: RecordSource;
  readonly lines: readonly CorrectionLine[];
  readonly file: Omit<CorrectionFile, 'rowCount' | 'addedBy'>;
  /** True when cells went out guarded against formulas and come back so. */
  readonly isGuarded: boolean;
  /** Set when a person chose an asset for the row of the only line, whose cells then stay as they are. */
  readonly choice?: RowChoice | undefined;
  readonly expectedVersion?: number | undefined;
}

/** A choice between the assets a rejected row fits. */
export interface RowChoice {
  readonly about: ChoiceSubject;
  /** Null for none of them. */
  readonly assetId: string | null;
  /**
   * Rejected rows the choice is about, of those that are rejected as things stand; throws when it cannot be made. Called
   * under the lock of the flow.
   */
  readonly rowsOf: (scope: TenantScope, rejected: readonly RejectedRow[]) => Promise<readonly number[]>;
}

export interface CorrectionDeps {
  readonly flows: Pick<FlowPort, 'addCorrection' | 'summaryOf'>;
  /** Opens rows that had an outcome, so that the next run of their phase settles them anew. */
  readonly reopenRows: (scope: TenantScope, importId: string, rows: readonly number[]) => Promise<void>;
}

/** Ends the transaction of a correction of which nothing is taken: its flow stays as it is. */
export class NothingToCorrect extends Error {
  readonly result: CorrectionResult;

  constructor(result: CorrectionResult) {
    super('No line of the correction was taken.');
    this.result = result;
  }
}

/**
 * Stores the lines that correct rejected rows as raw records of the next revision and lets the flow go on with them,
 * all in the caller's transaction. Throws {@link NothingToCorrect} when no line is taken.
 */
export async function addCorrection(
  scope: TenantScope,
  deps: CorrectionDeps,
  correction: Correction,
): Promise<CorrectionResult> {
  const { importId } = correction.source;
  const found = await findImport(scope, importId);
  if (found === undefined) throw importNotFound();
  let result: CorrectionResult | undefined;
  await deps.flows.addCorrection(scope, {
    flowId: asId<'Flow'>(found.flowId),
    expectedVersion: correction.expectedVersion,
    async write({ isPastMapping }) {
      const rejected = await listRejected(scope, correction.source, isPastMapping);
      const chosen = await correction.choice?.rowsOf(scope, rejected);
      const judged = await judgeLines(scope, correction, rejected);
      if (judged.rows.length === 0) throw new NothingToCorrect(resultOf(judged, undefined));
      const keepsOutcomes = isPastMapping && (await hasOutcomes(scope, importId));
      const revision = await storeRows(scope, correction, judged.rows);
      const rows = chosen ?? judged.rows.map(({ row }) => row);
      await deps.reopenRows(scope, importId, rows);
      result = { ...resultOf(judged, revision), accepted: rows.length };
      return { revision, rows: rows.length, keeps_outcomes: keepsOutcomes };
    },
  });
  // Not called for a flow that takes no correction, which is then refused.
  if (result === undefined) throw new Error('A correction was added without being written');
  return result;
}

/** The flow of an import as it is after a correction. */
export async function flowOfImport(
  scope: TenantScope,
  { flows }: Pick<CorrectionDeps, 'flows'>,
  importId: string,
): Promise<FlowSummary> {
  const found = await findImport(scope, importId);
  if (found === undefined) throw importNotFound();
  return flows.summaryOf(scope, asId<'Flow'>(found.flowId));
}

interface Judged {
  readonly rows: readonly CorrectedRow[];
  readonly unchanged: number;
  readonly refused: readonly RefusedLine[];
}

function resultOf({ rows, unchanged, refused }: Judged, revision: number | undefined): CorrectionResult {
  return { accepted: rows.length, unchanged, refused, revision };
}

const rejected = codeOf(rowOutcomes, 'rejected');

/** True when assets were written for some rows, so that these keep their outcome. */
async function hasOutcomes(scope: TenantScope, importId: string): Promise<boolean> {
  const blocks = await readRejections(scope, importId);
  return blocks.some(({ outcomes }) => outcomes?.some((code) => code !== 0 && code !== rejected) === true);
}

const rowsPerRead = 1000;

interface KnownRow {
  readonly line: number;
  readonly cells: RowCells;
  /** True when the row holds more than its columns: filled cells beyond the header, or a record nobody could read. */
  readonly hasSurplus: boolean;
}

/** Decides for each line whether it corrects a rejected row. */
async function judgeLines(
  scope: TenantScope,
  { source, lines, isGuarded, choice }: Correction,
  open: readonly RejectedRow[],
): Promise<Judged> {
  const isChosen = choice !== undefined;
  const known = new Map(open.map((each) => [each.row, each] as const));
  const seen = new Set<number>();
  const refused: RefusedLine[] = [];
  const rows: CorrectedRow[] = [];
  let unchanged = 0;
  const usable = lines.filter((line) => {
    const code = refusalOf(line, { known, seen, rowCount: source.rowCount });
    if (code !== undefined) refused.push({ line: line.line, row: line.row, code });
    return code === undefined;
  });
  for (let at = 0; at < usable.length; at += rowsPerRead) {
    const part = usable.slice(at, at + rowsPerRead).toSorted((a, b) => (a.row ?? 0) - (b.row ?? 0));
    const before = await readKnown(
      scope,
      source,
      part.flatMap(({ row }) => known.get(row ?? 0) ?? []),
    );
    for (const line of part) {
      const corrected = await correctedRow(line, {
        source,
        before: before.get(line.row ?? 0),
        isGuarded,
        isChosen,
      });
      if (corrected === 'unchanged') unchanged++;
      else if (corrected === 'blank_row') refused.push({ line: line.line, row: line.row, code: 'blank_row' });
      else rows.push(corrected);
    }
  }
  return { rows, unchanged, refused: refused.toSorted((a, b) => a.line - b.line) };
}

interface KnownRows {
  readonly known: ReadonlyMap<number, unknown>;
  readonly seen: Set<number>;
  readonly rowCount: number;
}

function refusalOf(
  { row, fault }: CorrectionLine,
  { known, seen, rowCount }: KnownRows,
): CorrectionRefusal | undefined {
  if (row === undefined || row < 1 || row > rowCount) return 'unknown_row';
  if (!known.has(row)) return 'row_not_rejected';
  if (seen.has(row)) return 'repeated_row';
  seen.add(row);
  return fault;
}

async function readKnown(
  scope: TenantScope,
  source: RecordSource,
  rows: Parameters<typeof readRejected>[2],
): Promise<Map<number, KnownRow>> {
  const found = await readRejected(scope, source, rows);
  return new Map(
    found.map(({ row, record: { line_number: line, raw_data: values } }) => {
      const cells = source.columns.map(
        ({ position, key }) => [position, ownValue(values, key) ?? null] as const,
      );
      const hasSurplus = Object.keys(values).length > cells.length;
      return [row, { line, cells: new Map(cells), hasSurplus }] as const;
    }),
  );
}

interface Correcting {
  readonly source: RecordSource;
  readonly before: KnownRow | undefined;
  readonly isGuarded: boolean;
  /** True when the row is kept as it is, with what was chosen for it. */
  readonly isChosen: boolean;
}

async function correctedRow(
  { row = 0, cells }: CorrectionLine,
  { source, before, isGuarded, isChosen }: Correcting,
): Promise<CorrectedRow | 'unchanged' | 'blank_row'> {
  if (before === undefined) throw new Error(`Row ${row} is not stored`);
  const after = cellsAfter(cells, { source, before, isGuarded });
  const bytes = encodeRow(source.layout, after);
  const isSame = [...after].every(([position, text]) => text === (before.cells.get(position) ?? null));
  // On the page a person sees what stands beyond the columns; a line of a file may just not have been looked at.
  const leavesOut = before.hasSurplus && !isGuarded;
  if (isSame && !leavesOut && !isChosen) return 'unchanged';
  if (!readsAsRow(source.layout, bytes)) return 'blank_row';
  return { row, line: before.line, byteLength: bytes.length, body: await pack(bytes) };
}

/** The cells of a row with those that came back in place of what they were. */
function cellsAfter(
  cells: CorrectionLine['cells'],
  { source, before, isGuarded }: Pick<Correcting, 'source' | 'isGuarded'> & { readonly before: KnownRow },
): Map<number, string | null> {
  const keys = new Map(source.columns.map(({ position, key }) => [position, key] as const));
  const after = new Map(before.cells);
  for (const [position, text] of cells) {
    const old = before.cells.get(position) ?? null;
    after.set(position, cellAfter(text, { before: old, header: keys.get(position) ?? '', isGuarded }));
  }
  return after;
}

interface CellBefore {
  readonly before: string | null;
  readonly header: string;
  readonly isGuarded: boolean;
}

/** A cell that came back: no text where there was none stays no value, and what was masked stays as it is. */
function cellAfter(text: string | null, { before, header, isGuarded }: CellBefore): string | null {
  if (text === hiddenText) return before;
  if (text !== before && before !== null && text === secretMaskerOf(header)(before)) return before;
  if (text === null || text === '') return before === '' ? '' : null;
  return isGuarded ? unguardedCell(text, before) : text;
}

async function storeRows(
  scope: TenantScope,
  { source: { importId }, file, choice }: Correction,
  rows: readonly CorrectedRow[],
): Promise<number> {
  const { userId } = scope.actor;
  if (userId === null) throw new Error('A correction has a person.');
  const chosen =
    choice === undefined
      ? []
      : rows.map(({ row }) => ({ about: choice.about, row_number: row, asset_id: choice.assetId }));
  const revision = await insertCorrectionFile(scope, importId, {
    ...file,
    addedBy: userId,
    rowCount: rows.length,
    choices: chosen,
  });
  await insertCorrectedRows(scope, { importId, revision }, rows);
  await appendAudit(scope, {
    action: choice === undefined ? 'import.correct' : 'import.choose_asset',
    resourceType: 'data_import',
    resourceId: importId,
    details: {
      revision,
      rows: rows.length,
      sha256: file.sha256,
      ...(choice === undefined ? {} : { row: rows[0]?.row, asset_id: choice.assetId }),
    },
  });
  return revision;
}
