import { type PiiKind, piiKinds, type PiiReading, readPii } from './detect-pii.ts';
import { maskValue } from './mask-value.ts';
import { type PiiHints, piiHintsOf } from './pii-hints.ts';

/** A source column as the scan sees it. */
export interface ScannedColumn {
  /** 1-based place in the source. */
  readonly position: number;
  readonly header: string;
  /** Field it feeds; null when it feeds none. */
  readonly field: string | null;
}

/** Personal data of one column, over all rows. */
export interface PiiColumn extends ScannedColumn {
  readonly filled: number;
  readonly hits: Readonly<Partial<Record<PiiKind, number>>>;
  /** Masked values with their rows, 1-based. */
  readonly samples: readonly { readonly row: number; readonly value: string }[];
}

/** Personal data of a whole file. */
export interface PiiScan {
  readonly rowCount: number;
  readonly columns: readonly PiiColumn[];
  /** Kinds of personal data a row holds about others than its owners, counted from 0. */
  kindsOf(row: number): readonly PiiKind[];
}

/** Fields that name who answers for data; a name there says nothing about the data. */
const ownerFields = new Set(['business_owner', 'technical_owner', 'data_owner', 'support_group']);
const rememberedTexts = 10_000;
const mostSamples = 3;

interface OpenColumn {
  readonly column: ScannedColumn;
  readonly hints: PiiHints;
  readonly known: Map<string, readonly PiiReading[]>;
  filled: number;
  readonly forms: Map<string, FormTally>;
}

/** Values of a column that have one form. */
interface FormTally {
  readonly kind: PiiKind;
  readonly isWeak: boolean;
  /** Those of the form, and those of them that are valid. */
  looking: number;
  valid: number;
  /** Rows of valid ones whose form does not say so alone, counted from 0. */
  readonly rows: number[];
  readonly samples: { row: number; value: string }[];
}

/** Share of the values of a form that must be valid: fewer are so by chance, as one of ten numbers passes Luhn. */
const leastValid = 0.5;
/** What it takes for a form that other numbers have too: so many, nearly all valid, in most of the cells. */
const weakForm = { values: 10, valid: 0.9, filled: 0.5 };

/** Looks at every value of every column. */
export class PiiScanner {
  readonly #columns: readonly OpenColumn[];
  readonly #rows: Uint8Array;

  constructor(columns: readonly ScannedColumn[], rowCount: number) {
    this.#columns = columns.map((column) => ({
      column,
      hints: piiHintsOf(column.header),
      known: new Map(),
      filled: 0,
      forms: new Map(),
    }));
    this.#rows = new Uint8Array(rowCount);
  }

  /** Takes a cell; rows count from 0, columns in the order they were given. */
  add(row: number, column: number, text: string): void {
    const open = this.#columns[column];
    if (open === undefined || text === '') return;
    open.filled++;
    const readings = readingsOf(open, text);
    for (const reading of readings) tallyOf(open, reading).looking++;
    const found = readings.find(({ isValid }) => isValid);
    if (found === undefined) return;
    const tally = tallyOf(open, found);
    tally.valid++;
    if (found.form === null) this.#mark(row, open, found.kind);
    else tally.rows.push(row);
    if (tally.samples.length < mostSamples) tally.samples.push({ row: row + 1, value: maskValue(text) });
  }

  #mark(row: number, { column }: OpenColumn, kind: PiiKind): void {
    if (!ownerFields.has(column.field ?? '')) this.#rows[row]! |= 1 << piiKinds.indexOf(kind);
  }

  result(): PiiScan {
    const rows = this.#rows;
    return {
      rowCount: rows.length,
      columns: this.#columns.map((open) => this.#settle(open)),
      kindsOf: (row) => piiKinds.filter((_, bit) => ((rows[row] ?? 0) >> bit) & 1),
    };
  }

  /** What a column holds, now that all its values are known; marks the rows. */
  #settle(open: OpenColumn): PiiColumn {
    const { column, filled, forms } = open;
    const hits: Partial<Record<PiiKind, number>> = {};
    const samples: { row: number; value: string }[] = [];
    const tallies = [...forms.values()];
    const certain = new Set(tallies.filter((tally) => isCertain(tally, filled)).map(({ kind }) => kind));
    for (const tally of tallies) {
      if (!isCertain(tally, filled) && !(tally.isWeak && certain.has(tally.kind))) continue;
      hits[tally.kind] = (hits[tally.kind] ?? 0) + tally.valid;
      samples.push(...tally.samples);
      for (const row of tally.rows) this.#mark(row, open, tally.kind);
    }
    const first = samples.toSorted((a, b) => a.row - b.row).slice(0, mostSamples);
    return { ...column, filled, hits, samples: first };
  }
}

function isCertain({ isWeak, looking, valid }: FormTally, filled: number): boolean {
  if (!isWeak) return valid > 0 && valid >= looking * leastValid;
  return valid >= weakForm.values && valid >= looking * weakForm.valid && looking >= filled * weakForm.filled;
}

function tallyOf({ forms }: OpenColumn, { kind, form, isWeak }: PiiReading): FormTally {
  const key = `${kind} ${form ?? ''} ${isWeak}`;
  let tally = forms.get(key);
  if (tally === undefined) {
    tally = { kind, isWeak, looking: 0, valid: 0, rows: [], samples: [] };
    forms.set(key, tally);
  }
  return tally;
}

function readingsOf({ known, hints }: OpenColumn, text: string): readonly PiiReading[] {
  const remembered = known.get(text);
  if (remembered !== undefined) return remembered;
  const readings = readPii(text, hints);
  if (known.size >= rememberedTexts) known.clear();
  known.set(text, readings);
  return readings;
}
