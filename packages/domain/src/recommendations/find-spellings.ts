import type { SpellingAmendment } from '../cleansing/amendment.ts';
import { type CleansedBlock, valueText } from '../cleansing/cleansed-block.ts';
import { foldSpelling } from './fold-spelling.ts';

/** Fields whose values are words shared by many rows: the same word in two spellings is one thing. */
const spelledFields: ReadonlySet<string> = new Set([
  'asset_subtype',
  'operating_system',
  'cpu_model',
  'manufacturer',
  'model',
  'hypervisor',
  'cluster',
  'domain',
  'database_type',
  'region',
  'availability_zone',
  'instance_type',
  'location',
  'datacenter',
  'rack',
  'business_owner',
  'technical_owner',
  'department',
  'business_unit',
  'support_group',
  'vendor',
  'license',
  'data_owner',
  'migration_wave',
]);

/** Distinct values from which on a field is taken for free text. */
const mostValues = 20_000;
/** Values that one recommendation writes differently at most. */
const mostRespelled = 500;

/** Counts the values of fields with shared words, block by block. */
export class SpellingFinder {
  /** Rows by value; `undefined` for a field that turned out to be free text. */
  readonly #counts = new Map<string, Map<string, number> | undefined>();

  /** Counts the rows of a block. */
  add(block: CleansedBlock): void {
    for (const column of block.columns) {
      const { field } = column;
      if (!spelledFields.has(field)) continue;
      const counts = this.#counts.has(field) ? this.#counts.get(field) : new Map<string, number>();
      if (counts === undefined) continue;
      const rows = new Uint32Array(column.ends.length);
      for (const id of column.ids) if (id > 0) rows[id - 1]!++;
      for (const [id, count] of rows.entries()) {
        const text = valueText(column, id);
        counts.set(text, (counts.get(text) ?? 0) + count);
      }
      this.#counts.set(field, counts.size > mostValues ? undefined : counts);
    }
  }

  /** For each field with values in several spellings: each other spelling and the one most rows have. */
  found(): SpellingAmendment[] {
    const found: SpellingAmendment[] = [];
    for (const [field, counts] of this.#counts) {
      const values = counts === undefined ? {} : otherSpellings(counts);
      if (Object.keys(values).length > 0) found.push({ kind: 'spelling', field, values });
    }
    return found;
  }
}

function otherSpellings(counts: ReadonlyMap<string, number>): Record<string, string> {
  const spellings = new Map<string, string[]>();
  for (const text of counts.keys()) {
    const folded = foldSpelling(text);
    if (folded === '') continue;
    const same = spellings.get(folded);
    if (same === undefined) spellings.set(folded, [text]);
    else same.push(text);
  }
  const values: [string, string][] = [];
  for (const same of spellings.values()) {
    if (same.length < 2) continue;
    const usual = usualSpelling(same, (text) => counts.get(text) ?? 0);
    for (const text of same) if (text !== usual) values.push([text, usual]);
  }
  return Object.fromEntries(values.slice(0, mostRespelled));
}

/** The spelling most rows have; of equally frequent ones that in upper and lower case, then the first by its letters. */
export function usualSpelling(texts: readonly string[], rowsOf: (text: string) => number): string {
  const ranked = texts.toSorted(
    (left, right) =>
      rowsOf(right) - rowsOf(left) ||
      Number(isMixed(right)) - Number(isMixed(left)) ||
      (left < right ? -1 : 1),
  );
  return ranked[0] ?? '';
}

function isMixed(text: string): boolean {
  return text !== text.toLowerCase() && text !== text.toUpperCase();
}
