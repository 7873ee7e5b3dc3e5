import type { SourceRow } from '../record-reader.ts';
import { LineRanges } from '../line-ranges.ts';
import type { CountedLines } from '../reading-counts.ts';
import { cellCountOf, joinKey, rawEnd, rawStart, splitCells } from './row-cells.ts';
import type { ColumnPair, JoinRelation } from './sheet-join.ts';
import type { SideRows } from './side-rows.ts';

/** Finds out how the rows of a sheet fit those of the lead sheet, and which of its columns say the same. */
export class SideMatch {
  readonly rows: SideRows;
  leadRowsMatched = 0;
  readonly #positions: readonly number[];
  #repeated: ColumnPair[];
  readonly #ranges: Int32Array;
  #hasSeveralOwn = false;
  #hasSeveralLead = false;

  /** `repeated` are the pairs of columns that may say the same. */
  constructor(rows: SideRows, key: readonly ColumnPair[], repeated: readonly ColumnPair[]) {
    this.rows = rows;
    this.#positions = key.map(([position]) => position);
    this.#repeated = [...repeated];
    this.#ranges = new Int32Array(rows.columns.length * 2);
  }

  /** Looks at a row of the lead sheet. */
  addLead({ record }: SourceRow): void {
    const key = joinKey(record, this.#positions);
    if (key === undefined) return;
    const wasMatched = this.rows.isKeyMatched(key);
    const found = this.rows.take(key);
    if (found.length === 0) return;
    this.leadRowsMatched++;
    if (wasMatched) this.#hasSeveralLead = true;
    if (found.length > 1) this.#hasSeveralOwn = true;
    for (const row of found) this.#compare(record, this.rows.contentOf(row));
  }

  get relation(): JoinRelation {
    if (this.#hasSeveralLead) return this.#hasSeveralOwn ? 'many_to_many' : 'many_to_one';
    return this.#hasSeveralOwn ? 'one_to_many' : 'one_to_one';
  }

  /** Pairs of columns that say the same in all rows that belong together; none where no rows do. */
  get merged(): readonly ColumnPair[] {
    return this.leadRowsMatched === 0 ? [] : this.#repeated;
  }

  /** Rows that fit no row of the lead sheet, by their numbers in the sheet. */
  get unmatched(): CountedLines {
    const lines = new LineRanges();
    for (let row = 0; row < this.rows.count; row++) {
      if (!this.rows.isMatched(row)) lines.add(this.rows.lineOf(row));
    }
    const { count, lines: ranges } = lines.summary;
    return { count, lines: ranges.slice(0, mostRanges) };
  }

  #compare(record: SourceRow['record'], content: Uint8Array): void {
    if (this.#repeated.length === 0) return;
    const count = splitCells(content, this.#ranges);
    this.#repeated = this.#repeated.filter(([lead, own]) => {
      const [first, second] = [lead - 1, own - 1];
      const leadCell =
        first < cellCountOf(record)
          ? record.bytes.subarray(rawStart(record, first), rawEnd(record, first))
          : nothing;
      const ownCell =
        second < count ? content.subarray(this.#ranges[second * 2], this.#ranges[second * 2 + 1]) : nothing;
      return isSame(leadCell, ownCell);
    });
  }
}

/** Ranges that are told; the count stays exact. */
const mostRanges = 50;
const nothing = new Uint8Array(0);

function isSame(first: Uint8Array, second: Uint8Array): boolean {
  if (first.length !== second.length) return false;
  for (let at = 0; at < first.length; at++) if (first[at] !== second[at]) return false;
  return true;
}
