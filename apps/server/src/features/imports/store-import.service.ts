import type { FlowId, ImportId, PhaseRunId } from '@landfall/domain/shared/ids';
import type { ColumnProfile } from '@landfall/domain/tabular/column-profile';
import { RecordTooLarge } from '@landfall/domain/tabular/csv-scanner';
import type { RefusalCode } from '@landfall/domain/tabular/file-layout';
import { openLayout, type RowReader } from '@landfall/domain/tabular/open-tabular';
import { beginningOf, ChunkCutter, rowValues } from '@landfall/domain/tabular/raw-chunk';
import type { ReadingCounts } from '@landfall/domain/tabular/reading-counts';
import { TabularRefusal } from '@landfall/domain/tabular/table-source';
import type { FileStore } from '../../platform/file-store.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { ChunkWriter } from './chunk-writer.ts';
import { giveBack } from '../../platform/give-back.ts';
import { heardLater } from '../../platform/heard-later.ts';
import { packApart, type Packer, packNearby } from '../../platform/pack-apart.ts';
import { openProfiler, type PassProfiler } from './profile-columns.ts';
import { findSourceFile, lastStoredRow, type SourceFile } from './import-store.repository.ts';
import type { NoteSummary } from './readers/table-task.ts';
import { openSourceText } from './source-text.ts';

/** The part of a phase run that storing needs. */
export interface StoreRun {
  readonly flowId: FlowId;
  readonly importId: ImportId;
  readonly runId: PhaseRunId;
  /** Rows of a batch at most; unless told, as many as fit into its bytes. */
  readonly batchRows?: number | undefined;
  readonly signal: AbortSignal;
  batch(
    progress: { rowsDone: number; rowsTotal?: number; checkpoint?: { rows: number } },
    work: (scope: TenantScope) => Promise<void>,
  ): Promise<void>;
  read<Result>(work: (scope: TenantScope) => Promise<Result>): Promise<Result>;
}

export interface StoreDeps {
  readonly files: Pick<FileStore, 'pieces' | 'size' | 'open'>;
  readonly maxRows: number;
}

/** A file whose rows are all stored, with what was found in them. */
export interface StoredRows {
  readonly kind: 'stored';
  readonly file: SourceFile;
  readonly columns: readonly ColumnProfile[];
  readonly counts: ReadingCounts;
  readonly notes: NoteSummary;
  /** The first two rows by column key, long cells cut. */
  readonly sample: readonly Record<string, string | null>[];
  readonly storeMs: number;
  readonly profileMs: number;
}

/** Why a file cannot be stored; trying again does not help. */
export interface StoreFailure {
  readonly kind: 'failed';
  readonly code: 'file_missing' | 'file_damaged' | RefusalCode;
  readonly detail: string;
}

const sampledRows = 2;
/** Bytes of a sampled cell, several times what is shown of it. */
const sampledBytes = 1024;
/** Bytes of a file from which on threads are worth their start. */
const largeFile = 16 * 1024 * 1024;

/**
 * Reads the uploaded file once: stores every row in chunks and profiles every column over all rows.
 *
 * It may be stopped and run again at any point: rows stored before are read for the profile only.
 */
export async function storeImport(deps: StoreDeps, run: StoreRun): Promise<StoredRows | StoreFailure> {
  const found = await run.read(async (scope) => ({
    file: await findSourceFile(scope, run.importId),
    storedRows: await lastStoredRow(scope, run.importId),
  }));
  if (found.file === undefined) throw new Error('The import has no file');
  const { file, storedRows } = found;
  const size = await sizeOf(deps, file);
  if (size === undefined) return missing();
  if (size !== file.sizeBytes) return damaged();
  const pass = new StorePass(file, { run, storedRows, maxRows: deps.maxRows });
  try {
    return await pass.read(deps.files);
  } catch (error) {
    if (error instanceof TabularRefusal) return { kind: 'failed', ...codeAndDetail(error) };
    if (!(error instanceof RecordTooLarge)) throw error;
    return {
      kind: 'failed',
      code: 'file_unreadable',
      detail: `${error.message} A quote is probably not closed.`,
    };
  } finally {
    pass.close();
  }
}

function codeAndDetail({ refusal: { code, detail } }: TabularRefusal): { code: RefusalCode; detail: string } {
  return { code, detail };
}

/** Bytes of the stored file; `undefined` when it is not there. */
async function sizeOf({ files }: StoreDeps, { storageKey }: SourceFile): Promise<number | undefined> {
  try {
    return await files.size(storageKey);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function missing(): StoreFailure {
  const detail = 'The uploaded file is no longer in the file store. Upload it again.';
  return { kind: 'failed', code: 'file_missing', detail };
}

function damaged(): StoreFailure {
  const detail =
    'The stored file is not the one that was uploaded: its size or checksum differs. Upload it again.';
  return { kind: 'failed', code: 'file_damaged', detail };
}

interface PassOptions {
  readonly run: StoreRun;
  readonly storedRows: number;
  readonly maxRows: number;
}

/** One reading of a file from its first byte to its last. */
class StorePass {
  readonly #file: SourceFile;
  readonly #run: StoreRun;
  readonly #maxRows: number;
  readonly #profiler: PassProfiler;
  readonly #packer: Packer;
  readonly #writer: ChunkWriter;
  readonly #cutter: ChunkCutter;
  readonly #reader: RowReader;
  readonly #sample: Record<string, string | null>[] = [];
  readonly #startedAt = performance.now();
  #readBytes = 0;
  #isRead = false;

  constructor(file: SourceFile, { run, storedRows, maxRows }: PassOptions) {
    const { layout } = file;
    this.#file = file;
    this.#run = run;
    this.#maxRows = maxRows;
    this.#profiler = openProfiler(layout.columns, file.sizeBytes > largeFile);
    this.#packer = file.sizeBytes > largeFile ? packApart() : packNearby;
    const recycle = (bytes: Uint8Array): void =>
      this.#isRead ? giveBack([bytes]) : this.#cutter.recycle(bytes);
    const { importId, batchRows } = run;
    const target = { importId, storedRows, packer: this.#packer, batchRows, recycle };
    this.#writer = new ChunkWriter(target, (rows, work) =>
      run.batch({ rowsDone: rows, rowsTotal: this.#expectedRows(), checkpoint: { rows } }, work),
    );
    this.#cutter = new ChunkCutter((chunk) => this.#writer.add(chunk), batchRows);
    this.#reader = openLayout(layout).read(
      (row) => {
        this.#profiler.addRow(row);
        this.#cutter.addRow(row);
        if (row.rowNumber <= sampledRows)
          this.#sample.push(rowValues(beginningOf(row, sampledBytes), layout.columns, layout));
      },
      { onSkipped: (record) => this.#cutter.addSkipped(record) },
    );
  }

  /** Rows the whole file has if they go on as they were so far; exact at its end. */
  #expectedRows(): number {
    const { rows } = this.#reader.counts;
    return Math.round(rows * Math.max(1, this.#file.sizeBytes / Math.max(1, this.#readBytes)));
  }

  async read(files: StoreDeps['files']): Promise<StoredRows | StoreFailure> {
    const text = openSourceText(files, this.#file, this.#run.signal);
    let toSkip = this.#file.layout.dataOffset;
    for await (const bytes of text.pieces) {
      this.#run.signal.throwIfAborted();
      this.#readBytes = text.bytesRead();
      this.#reader.push(bytes.subarray(Math.min(toSkip, bytes.length)));
      toSkip = Math.max(0, toSkip - bytes.length);
      if (this.#reader.counts.rows > this.#maxRows) return tooManyRows(this.#maxRows);
      await this.#profiler.relieve();
      await this.#writer.relieve();
    }
    this.#reader.end();
    this.#cutter.end();
    this.#isRead = true;
    const profiled = heardLater(this.#profiler.finish());
    await this.#writer.end();
    const { sha256, notes } = await text.end();
    if (sha256 !== this.#file.sha256) return damaged();
    return this.#result(notes, profiled);
  }

  /** Gives up what is not finished. */
  close(): void {
    this.#profiler.close();
    this.#packer.close();
  }

  async #result(notes: NoteSummary, profiled: Promise<ColumnProfile[]>): Promise<StoredRows | StoreFailure> {
    const { counts } = this.#reader;
    if (counts.rows > this.#maxRows) return tooManyRows(this.#maxRows);
    if (counts.rows === 0) {
      return {
        kind: 'failed',
        code: 'file_has_no_rows',
        detail: 'The file has a header but no rows below it.',
      };
    }
    const storedAt = performance.now();
    const columns = await profiled;
    const storeMs = storedAt - this.#startedAt;
    const profileMs = performance.now() - storedAt;
    const sample = this.#sample;
    return { kind: 'stored', file: this.#file, columns, counts, notes, sample, storeMs, profileMs };
  }
}

function tooManyRows(maxRows: number): StoreFailure {
  const detail = `The file has more than ${maxRows.toLocaleString('en')} rows. Split it and import the parts one after the other.`;
  return { kind: 'failed', code: 'too_many_rows', detail };
}
