import type { Delimiter, Refusal } from './file-layout.ts';
import type { JoinFacts, JoinPlan } from './joined-sheets/sheet-join.ts';
import type { EncodingCandidate, Packing, PositionUnit, SheetFacts, SourceFormat } from './source-parts.ts';

/** A file that can be read from any byte, as often as a reader needs. */
export interface FileBytes {
  /** Bytes in all; undefined for content that is unpacked on the way. */
  readonly size: number | undefined;
  /** Pieces of any size of the bytes `[start, end)`; the whole file by default. */
  read(range?: { readonly start?: number; readonly end?: number }): AsyncIterable<Uint8Array>;
}

/** What a person may set instead of having it detected. */
export interface ReadingChoices {
  /** Name of a sheet, exactly as the workbook has it; of several sheets the one whose rows the others are put beside. */
  readonly sheet?: string;
  /** Sheets that are to become one table. */
  readonly sheets?: readonly string[];
  /** Keys of the columns by which sheets are joined, by the name of the sheet. */
  readonly joinColumns?: Readonly<Record<string, readonly string[]>>;
  /** How the sheets were joined before: nothing of it is found out again. */
  readonly joinPlan?: JoinPlan;
  /** Label of an encoding as the WHATWG names it, such as `windows-1252`. */
  readonly encoding?: string;
  readonly delimiter?: Delimiter;
  /** Place of the header: physical line of text, row of a sheet; 1-based. */
  readonly headerRow?: number;
}

/** What a reader may take; a file that needs more is refused. */
export interface ReadingLimits {
  readonly maxColumns: number;
  /** Levels of JSON or XML. */
  readonly maxNesting: number;
  /** Bytes that packed content may unpack to, and how many times its packed size. */
  readonly maxUnpackedBytes: number;
  readonly maxUnpackedRatio: number;
}

export const defaultReadingLimits: ReadingLimits = {
  maxColumns: 1000,
  maxNesting: 32,
  maxUnpackedBytes: 4 * 2 ** 30,
  maxUnpackedRatio: 100,
};

/** What a reader found out about a file before its rows. */
export interface SourceFacts {
  readonly format: SourceFormat;
  readonly packing: Packing | null;
  /** Label as the WHATWG names it; `utf-8` for formats that say so themselves. */
  readonly encoding: string;
  /** From 0 to 1; 1 where a mark or strict decoding leaves no other reading. */
  readonly encodingCertainty: number;
  /** Other encodings the bytes can be read in, likeliest first; a person may choose one. */
  readonly encodingCandidates: readonly EncodingCandidate[];
  /** Sheets in the workbook's order; none for other formats. */
  readonly sheets: readonly SheetFacts[];
  readonly sheet: string | null;
  /** Why a document is read up to some place only, in a sentence for the person; absent for one that is whole. */
  readonly breakage?: string;
  /** What a person should know of how the whole document is read, in a sentence; absent for nothing. */
  readonly hint?: string;
  /** How several sheets became the one table; absent for a single one. */
  readonly join?: JoinFacts;
  /**
   * `text`: the pieces are the file's own delimited text in UTF-8, whose delimiter and header are to be found.
   * `table`: the pieces are the table form that `TableText` writes.
   */
  readonly form:
    | { readonly kind: 'text' }
    | {
        readonly kind: 'table';
        readonly unit: PositionUnit;
        /**
         * `given`: the first record names the columns and stands nowhere in the source; the second is number 1.
         * `find`: the records are the source's rows from row 1 on, a blank one for each row that is not there.
         */
        readonly header: 'given' | 'find';
        /** Record that is the header, where that is known already. */
        readonly headerRow?: number;
      };
}

/** What can be worth telling about a cell or record that is kept. */
export const sourceNoteCodes = [
  'error_cell',
  'formula_without_value',
  'duplicate_key',
  'mixed_content',
  'values_left_out',
  'records_in_one_row',
  'row_out_of_order',
  'damaged_record',
  'row_without_lead',
  'joined_row_skipped',
  'broken_off',
] as const;
export type SourceNoteCode = (typeof sourceNoteCodes)[number];

export interface SourceNote {
  readonly code: SourceNoteCode;
  /** Number of the record in the source, in the unit of its form; 0 for what is told of the file as a whole. */
  readonly record: number;
  /** Sentence for a person: what was found and what became of it. */
  readonly detail: string;
}

/** The one table of a file that is going to be read. */
export interface TableSource {
  readonly facts: SourceFacts;
  /**
   * The table as UTF-8 text in pieces of any size, from its start; the same bytes each time.
   *
   * Throws {@link TabularRefusal} where the content cannot be read on.
   */
  read(onNote?: (note: SourceNote) => void): AsyncIterable<Uint8Array>;
}

/** Reads one format. */
export interface TableReader {
  readonly formats: readonly SourceFormat[];
  /** Looks at as much of the file as its facts need; throws {@link TabularRefusal} for what cannot be taken. */
  open(file: FileBytes, options: ReadingOptions): Promise<TableSource>;
}

export interface ReadingOptions {
  readonly choices: ReadingChoices;
  readonly limits: ReadingLimits;
}

/** Raised where a file cannot be taken; {@link refusal} has the stable code and the sentence for the person. */
export class TabularRefusal extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.detail);
    this.name = 'TabularRefusal';
    this.refusal = refusal;
  }
}

/** Raises a refusal; `where` adds the place or the candidates. */
export function refuseTable(
  code: Refusal['code'],
  detail: string,
  where: Pick<Refusal, 'byteOffset' | 'candidates' | 'sheets'> = {},
): never {
  throw new TabularRefusal({ code, detail, ...where });
}
