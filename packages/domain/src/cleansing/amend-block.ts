import type { Amendment, FillAmendment, SpellingAmendment } from './amendment.ts';
import { ByteDictionary } from './byte-dictionary.ts';
import { cleanseValue } from './cleanse-value.ts';
import { type CleansedBlock, type CleansedColumn, valueText } from './cleansed-block.ts';
import type { ColumnPlan } from './column-plan.ts';
import type { ImportPlan } from './import-plan.ts';

/** The block with the amendments of the plan carried out, one after the other. */
export function amendBlock(block: CleansedBlock, plan: ImportPlan): CleansedBlock {
  let amended = block;
  for (const amendment of plan.amendments ?? []) {
    const column = amendedColumn(amended, plan.columns, amendment);
    if (column !== undefined) amended = withColumn(amended, column);
  }
  return amended;
}

function withColumn(block: CleansedBlock, column: CleansedColumn): CleansedBlock {
  const isThere = block.columns.some(({ field }) => field === column.field);
  const columns = isThere
    ? block.columns.map((other) => (other.field === column.field ? column : other))
    : [...block.columns, column];
  return { firstRow: block.firstRow, rowCount: block.rowCount, faults: block.faults, columns };
}

/** The field's column of a block after an amendment; `undefined` when it changes nothing there. */
export function amendedColumn(
  block: CleansedBlock,
  plans: readonly ColumnPlan[],
  amendment: Amendment,
): CleansedColumn | undefined {
  const column = block.columns.find(({ field }) => field === amendment.field);
  if (amendment.kind === 'spelling') return column === undefined ? undefined : respelled(column, amendment);
  const source = block.columns.find(({ field }) => field === amendment.from);
  const plan = plans.find(({ field }) => field === amendment.field);
  if (source === undefined || plan === undefined) return undefined;
  return filled(column ?? emptyColumn(amendment.field, block.rowCount), source, readerFor(plan, amendment));
}

function emptyColumn(field: string, rowCount: number): CleansedColumn {
  return { field, bytes: new Uint8Array(0), ends: new Uint32Array(0), ids: new Uint16Array(rowCount) };
}

function respelled(column: CleansedColumn, { values }: SpellingAmendment): CleansedColumn | undefined {
  const meanings = new Map(Object.entries(values));
  const texts = Array.from(column.ends, (_, id) => valueText(column, id));
  if (!texts.some((text) => meanings.has(text))) return undefined;
  const dictionary = new ByteDictionary();
  const idOf = texts.map((text) => dictionary.internText(meanings.get(text) ?? text) + 1);
  return columnOf(column.field, dictionary, (row) => idOf[column.ids[row]! - 1] ?? 0, column.ids.length);
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

function filled(
  column: CleansedColumn,
  source: CleansedColumn,
  read: ReadSource,
): CleansedColumn | undefined {
  const missing = new Set<number>();
  for (let row = 0; row < column.ids.length; row++)
    if (column.ids[row] === 0 && source.ids[row] !== 0) missing.add(source.ids[row]!);
  if (missing.size === 0) return undefined;
  const dictionary = new ByteDictionary();
  const kept = Array.from(column.ends, (_, id) => dictionary.internText(valueText(column, id)) + 1);
  const fills = new Map<number, number>();
  for (const id of missing) {
    const text = read(valueText(source, id - 1));
    if (text !== null) fills.set(id, dictionary.internText(text) + 1);
  }
  if (fills.size === 0) return undefined;
  const idAt = (row: number): number => {
    const own = column.ids[row]!;
    return own === 0 ? (fills.get(source.ids[row]!) ?? 0) : kept[own - 1]!;
  };
  return columnOf(column.field, dictionary, idAt, column.ids.length);
}

// oxlint-disable-next-line max-params -- the parts of one column
function columnOf(
  field: string,
  dictionary: ByteDictionary,
  idAt: (row: number) => number,
  rowCount: number,
): CleansedColumn {
  const ids = new Uint16Array(rowCount);
  for (let row = 0; row < rowCount; row++) ids[row] = idAt(row);
  return { field, bytes: dictionary.bytes.slice(), ends: dictionary.ends.slice(), ids };
}
