import { detectPii, maskValue, type PiiHints, piiHintsOf, type PiiKind, piiKinds } from './detect-pii.ts';

/** A source column as the scan sees it. */
export interface ScannedColumn {
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
  readonly known: Map<string, PiiKind | undefined>;
  filled: number;
  readonly hits: Partial<Record<PiiKind, number>>;
  readonly samples: { row: number; value: string }[];
}

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
      hits: {},
      samples: [],
    }));
    this.#rows = new Uint8Array(rowCount);
  }

  /** Takes a cell; rows count from 0, columns in the order they were given. */
  add(row: number, column: number, text: string): void {
    const open = this.#columns[column];
    if (open === undefined || text === '') return;
    open.filled++;
    const kind = kindIn(open, text);
    if (kind === undefined) return;
    open.hits[kind] = (open.hits[kind] ?? 0) + 1;
    if (open.samples.length < mostSamples) open.samples.push({ row: row + 1, value: maskValue(text) });
    if (!ownerFields.has(open.column.field ?? '')) this.#rows[row]! |= 1 << piiKinds.indexOf(kind);
  }

  result(): PiiScan {
    const rows = this.#rows;
    return {
      rowCount: rows.length,
      columns: this.#columns.map(({ column, filled, hits, samples }) => ({
        ...column,
        filled,
        hits,
        samples,
      })),
      kindsOf: (row) => piiKinds.filter((_, bit) => ((rows[row] ?? 0) >> bit) & 1),
    };
  }
}

function kindIn({ known, hints }: OpenColumn, text: string): PiiKind | undefined {
  if (known.has(text)) return known.get(text);
  const kind = detectPii(text, hints);
  if (known.size >= rememberedTexts) known.clear();
  known.set(text, kind);
  return kind;
}
