import type { Amendment, FillAmendment, SpellingAmendment } from './amendment.ts';
import { ByteDictionary } from './byte-dictionary.ts';
import { cleanseValue } from './cleanse-value.ts';
import { type CleansedBlock, type CleansedColumn, valueText } from './cleansed-block.ts';
import type { ColumnPlan } from './column-plan.ts';
import type { ImportPlan } from './import-plan.ts';

/** Carries out the amendments of a plan, one after the other, block by block. */
export class BlockAmender {
  readonly #amenders: readonly ColumnAmender[];

  constructor({ amendments = [], columns }: ImportPlan) {
    this.#amenders = amendments.map((amendment) => amenderOf(amendment, columns));
  }

  /** The block as it is after all of them. */
  amend(block: CleansedBlock): CleansedBlock {
    let amended = block;
    for (const amender of this.#amenders) {
      const change = amender.changeIn(amended);
      if (change !== undefined) amended = withColumn(amended, changedColumn(amended, change));
    }
    return amended;
  }
}

function withColumn(block: CleansedBlock, column: CleansedColumn): CleansedBlock {
  const isThere = block.columns.some(({ field }) => field === column.field);
  const columns = isThere
    ? block.columns.map((other) => (other.field === column.field ? column : other))
    : [...block.columns, column];
  return { firstRow: block.firstRow, rowCount: block.rowCount, faults: block.faults, columns };
}

/** What an amendment changes in a block: some of the rows without a value of the field, or some of those with one. */
export interface ColumnChange {
  readonly field: string;
  /** The field's own column; none in a block that has no value of it. */
  readonly own: CleansedColumn | undefined;
  /** Column by whose values the rows change: the own one where they are written differently, else the source. */
  readonly by: CleansedColumn;
  /** The new text for a number, from 1, that rows have in that column; rows with any other stay. */
  readonly texts: ReadonlyMap<number, string>;
}

/** Knows one amendment well enough to carry it out on any block. */
export interface ColumnAmender {
  /** What changes in a block; `undefined` when nothing does. */
  changeIn(block: CleansedBlock): ColumnChange | undefined;
}

/** The amender of one amendment. */
export function amenderOf(amendment: Amendment, plans: readonly ColumnPlan[]): ColumnAmender {
  return amendment.kind === 'spelling' ? new Respeller(amendment) : new Filler(amendment, plans);
}

/** The number that the new text of a row is known by in a change; 0 for a row that stays. */
export function changedBy({ own, by }: ColumnChange, row: number): number {
  return by === own ? by.ids[row]! : offeredTo(own, by, row);
}

/** The number of the source's value for a row that has no own one; 0 for a row that has one or is offered none. */
function offeredTo(own: CleansedColumn | undefined, by: CleansedColumn, row: number): number {
  return own === undefined || own.ids[row] === 0 ? by.ids[row]! : 0;
}

function changedColumn({ rowCount }: CleansedBlock, change: ColumnChange): CleansedColumn {
  const { field, own, texts } = change;
  const dictionary = new ByteDictionary();
  const kept = Array.from(own?.ends ?? [], (_, id) => {
    const text = own === change.by ? texts.get(id + 1) : undefined;
    return dictionary.internText(text ?? valueText(own!, id)) + 1;
  });
  const fills = new Map(
    own === change.by ? [] : [...texts].map(([id, text]) => [id, dictionary.internText(text) + 1]),
  );
  const ids = Uint16Array.from({ length: rowCount }, (_, row) => {
    const id = own?.ids[row] ?? 0;
    return id === 0 ? (fills.get(changedBy(change, row)) ?? 0) : kept[id - 1]!;
  });
  return { field, bytes: dictionary.bytes.slice(), ends: dictionary.ends.slice(), ids };
}

/** Writes values of a field in another way; they are looked up by their bytes, because most are not among them. */
class Respeller implements ColumnAmender {
  readonly #field: string;
  readonly #values = new ByteDictionary();
  readonly #meanings: string[] = [];

  constructor({ field, values }: SpellingAmendment) {
    this.#field = field;
    for (const [value, meaning] of Object.entries(values))
      this.#meanings[this.#values.internText(value)] = meaning;
  }

  changeIn(block: CleansedBlock): ColumnChange | undefined {
    const own = block.columns.find(({ field }) => field === this.#field);
    if (own === undefined) return undefined;
    const texts = new Map<number, string>();
    let start = 0;
    for (let id = 0; id < own.ends.length; id++) {
      const end = own.ends[id]!;
      const found = this.#values.find(own.bytes, start, end);
      if (found >= 0) texts.set(id + 1, this.#meanings[found]!);
      start = end;
    }
    return texts.size === 0 ? undefined : { field: this.#field, own, by: own, texts };
  }
}

/** Gives rows without a value of a field what another field says. */
class Filler implements ColumnAmender {
  readonly #amendment: FillAmendment;
  readonly #read: ReadSource | undefined;

  constructor(amendment: FillAmendment, plans: readonly ColumnPlan[]) {
    this.#amendment = amendment;
    const plan = plans.find(({ field }) => field === amendment.field);
    this.#read = plan === undefined ? undefined : readerFor(plan, amendment);
  }

  changeIn(block: CleansedBlock): ColumnChange | undefined {
    const { field, from } = this.#amendment;
    const by = block.columns.find((column) => column.field === from);
    if (by === undefined || this.#read === undefined) return undefined;
    const own = block.columns.find((column) => column.field === field);
    const texts = new Map<number, string>();
    for (const id of missingIn(own, by)) {
      const text = this.#read(valueText(by, id - 1));
      if (text !== null) texts.set(id, text);
    }
    return texts.size === 0 ? undefined : { field, own, by, texts };
  }
}

/** Numbers of the values of a source in the rows that have no own one, in the order they are first met. */
function missingIn(own: CleansedColumn | undefined, by: CleansedColumn): Set<number> {
  const missing = new Set<number>();
  for (let row = 0; row < by.ids.length; row++) missing.add(offeredTo(own, by, row));
  missing.delete(0);
  return missing;
}

/** What a source text is for the field: canonical text, or null when it cannot be read as one. */
export type ReadSource = (text: string) => string | null;

/** How a fill reads its source: as the field's own column is read. */
export function readerFor(plan: ColumnPlan, { take }: Pick<FillAmendment, 'take'>): ReadSource {
  const taken = (text: string): string => (take === 'first_label' ? (text.split('.', 1)[0] ?? '') : text);
  return (text) => {
    const { value, issue } = cleanseValue(plan, taken(text));
    return issue === null ? value : null;
  };
}
