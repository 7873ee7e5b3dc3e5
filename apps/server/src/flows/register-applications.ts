import { applicationKey } from '@landfall/domain/applications/application-name';
import { type CleansedColumn, valueText } from '@landfall/domain/cleansing/cleansed-block';
import { listSeparator } from '@landfall/domain/cleansing/clean-text';
import { codeOf, rowOutcomes } from '@landfall/domain/inventory/row-results';
import {
  hasEarlierCourse,
  nameApplications,
  namesOfTouchedApplications,
  registerApplications,
  removeApplications,
} from '../features/applications/register-applications.repository.ts';
import { eachBlock } from '../features/inventory/footprint-index.ts';
import type { CleansedRows } from '../features/inventory/cleansed-rows.ts';
import type { PhaseContext } from './define-phase.ts';
import { readerOf } from './row-checkpoint.ts';

const namesPerBatch = 2000;
const recordsPerRemoval = 20_000;

/**
 * Stores what the written rows of an import call applications: distinct names, for which assets belong to an
 * application follows from the assets. What an earlier course of the import stated is taken back.
 */
export async function registerStated(
  context: PhaseContext,
  names: Iterable<string>,
  rowsDone: number,
): Promise<void> {
  const { importId } = context;
  const found = await context.read((scope) => namesOfTouchedApplications(scope, importId));
  await store(context, { names: [...names, ...found], rowsDone });
  const { epoch } = context;
  const isLater = await context.read((scope) => hasEarlierCourse(scope, { importId, epoch }));
  if (isLater) while ((await withdrawEarlier(context, rowsDone)) > 0);
  await context.batch({ rowsDone, rowsTotal: rowsDone }, nameApplications);
}

/** Takes back some of what an earlier course stated and this one does not; answers how many records. */
async function withdrawEarlier(context: PhaseContext, rowsDone: number): Promise<number> {
  const { importId, epoch } = context;
  let records = 0;
  await context.batch({ rowsDone, rowsTotal: rowsDone }, async (scope) => {
    const own = { importId, keptEpoch: epoch, limit: recordsPerRemoval };
    records = (await removeApplications(scope, own)).records;
  });
  return records;
}

/** Stores the names of applications that became assets after the rows were written, by what a person settled. */
export async function registerSettled(context: PhaseContext): Promise<void> {
  const names = await context.read((scope) => namesOfTouchedApplications(scope, context.importId));
  const { rowsDone } = context;
  await store(context, { names, rowsDone });
  await context.batch({ rowsDone }, nameApplications);
}

interface Stated {
  readonly names: readonly string[];
  readonly rowsDone: number;
}

async function store(context: PhaseContext, { names, rowsDone }: Stated): Promise<void> {
  const { importId, epoch } = context;
  const stated = [...new Set(names)].map((spelling) => ({ spelling, key: applicationKey(spelling) }));
  for (let at = 0; at < stated.length; at += namesPerBatch) {
    const batch = stated.slice(at, at + namesPerBatch);
    await context.batch({ rowsDone }, (scope) => registerApplications(scope, { importId, epoch }, batch));
  }
}

const rejected = codeOf(rowOutcomes, 'rejected');

/** Distinct application names of rows that are not rejected, and those that reviewers wrote. */
export async function statedNames(
  context: PhaseContext,
  rows: CleansedRows,
  edited: readonly string[] = [],
): Promise<Set<string>> {
  const names = new Set<string>();
  for (const name of edited) addItems(names, name);
  if (!rows.fields.has('application_name')) return names;
  const columns = rows.columns('application_name');
  let at = -1;
  let used: UsedValues | undefined;
  await eachBlock(readerOf(context), context.importId, ({ firstRow, rowCount, outcomes }) => {
    for (let row = firstRow - 1; row < firstRow - 1 + rowCount; row++) {
      if (outcomes?.[row - firstRow + 1] === rejected) continue;
      const block = rows.blockOf(row);
      if (block !== at) {
        used?.addTo(names);
        at = block;
        used = new UsedValues(columns.at(block));
      }
      used?.mark(rows.indexIn(block, row));
    }
  });
  used?.addTo(names);
  return names;
}

/** The values of a column that rows which count have. */
class UsedValues {
  readonly #column: CleansedColumn | undefined;
  readonly #isUsed: Uint8Array;

  constructor(column: CleansedColumn | undefined) {
    this.#column = column;
    this.#isUsed = new Uint8Array(column === undefined ? 0 : column.ends.length + 1);
  }

  mark(index: number): void {
    this.#isUsed[this.#column?.ids[index] ?? 0] = 1;
  }

  addTo(names: Set<string>): void {
    for (let id = 1; id < this.#isUsed.length; id++)
      if (this.#isUsed[id] === 1 && this.#column !== undefined)
        addItems(names, valueText(this.#column, id - 1));
  }
}

function addItems(names: Set<string>, text: string): void {
  for (const name of text.split(listSeparator)) if (name.trim() !== '') names.add(name.trim());
}
