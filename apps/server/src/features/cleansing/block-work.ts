import { BlockAmender } from '@landfall/domain/cleansing/amend-block';
import { BlockCleanser, type BlockRows } from '@landfall/domain/cleansing/block-cleanser';
import {
  type CleansedBlock,
  type CleansedColumn,
  decodeBlockAhead,
  piecesOfBlock,
  sourceField,
} from '@landfall/domain/cleansing/cleansed-block';
import { GatheredRows } from '@landfall/domain/cleansing/gathered-rows';
import type { ImportPlan } from '@landfall/domain/cleansing/import-plan';
import { fieldsOf, planWithout } from '@landfall/domain/cleansing/kept-fields';
import { gatherTexts, keepTexts } from '@landfall/domain/cleansing/source-texts';
import type { RecordLayout, SourceRow } from '@landfall/domain/tabular/record-reader';
import { latestRevisions, readLatest } from '@landfall/domain/tabular/row-revisions';
import { giveBack } from '../../platform/give-back.ts';
import { nextTurn } from '../../platform/next-turn.ts';
import { packPieces, unpack } from '../../platform/packing.ts';
import { unpackCorrections } from '../../platform/unpack-corrections.ts';
import { type BlockNotes, takeNotes } from './block-notes.ts';
import { runInTurns } from './run-in-turns.ts';

/** What all blocks of an import have in common. Plain data: it may cross to another thread. */
export interface BlockSetup {
  readonly layout: RecordLayout;
  readonly plan: ImportPlan;
  /** Fields that are taken from the block that was cleansed ahead. */
  readonly kept: readonly string[];
  /** Fields whose values are wanted beside the packed block. */
  readonly wanted: readonly string[];
  /** Positions of columns whose texts the block keeps as they stand, in case they are to be read in another way. */
  readonly sources: readonly number[];
}

/** A stored piece of the source file, packed. */
export interface PackedRows {
  readonly firstRow: number;
  readonly rowCount: number;
  readonly firstLine: number;
  readonly byteLength: number;
  /** 0 as uploaded; higher ones hold corrected rows. */
  readonly revision: number;
  readonly body: Uint8Array;
}

/** One block to be cleansed. */
export interface BlockTask {
  readonly firstRow: number;
  readonly rowCount: number;
  /** All chunks that hold some of its rows, with the corrections of them; none when the block that was cleansed ahead has all that is needed. */
  readonly chunks: readonly PackedRows[];
  readonly ahead?: { readonly body: Uint8Array; readonly notes: BlockNotes };
}

/** A cleansed block. */
export interface BlockResult {
  readonly firstRow: number;
  readonly rowCount: number;
  readonly body: Uint8Array;
  readonly notes: BlockNotes;
  readonly wanted: readonly CleansedColumn[];
}

interface BlockParts {
  readonly block: CleansedBlock;
  readonly notes: BlockNotes;
}

/** Cleanses blocks of one import, one after the other and in any order; what it learned of source texts stays. */
export class BlockWork {
  readonly #setup: BlockSetup;
  readonly #kept: ReadonlySet<string>;
  readonly #cleanser: BlockCleanser;
  readonly #amender: BlockAmender;
  /** Positions of the columns that are cleansed, and of all that are gathered. */
  readonly #positions: readonly number[];
  readonly #gathered: readonly number[];
  readonly #rows: GatheredRows;
  readonly #prepare: (block: CleansedBlock) => CleansedBlock;
  #last: Promise<unknown> = Promise.resolve();

  /** `prepare` makes of a cleansed block what the category stores; left out, it is stored as it is. */
  constructor(setup: BlockSetup, prepare: (block: CleansedBlock) => CleansedBlock = (block) => block) {
    this.#setup = setup;
    this.#prepare = prepare;
    this.#kept = new Set(setup.kept);
    const plan = planWithout(setup.plan, this.#kept);
    this.#cleanser = new BlockCleanser(plan);
    this.#amender = new BlockAmender(setup.plan);
    this.#positions = plan.columns.map(({ position }) => position);
    const others = setup.sources.filter((position) => !this.#positions.includes(position));
    this.#rows = new GatheredRows([...this.#positions, ...others]);
    this.#gathered = [...this.#positions, ...others];
  }

  /** Runs after the tasks before it; others run in between, every few milliseconds. */
  run(task: BlockTask): Promise<BlockResult> {
    const result = this.#last.then(() => this.#run(task));
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #run(task: BlockTask): Promise<BlockResult> {
    const { firstRow, rowCount, ahead } = task;
    const old = ahead === undefined ? undefined : decodeBlockAhead(await unpack(ahead.body));
    const rows = task.chunks.length > 0 ? await this.#gather(task) : this.#keptRows(old);
    const fresh = this.#withNotes(this.#prepare(await runInTurns(this.#cleanser.cleanse(rows))));
    const { block: read, notes } =
      ahead === undefined || old === undefined
        ? fresh
        : this.#withKept({ block: old, notes: ahead.notes }, fresh);
    const block = this.#amender.amend(read);
    if (block.rowCount !== rowCount)
      throw new Error(`Row ${firstRow}: ${rowCount} rows were due, ${block.rowCount} were read`);
    const body = await packPieces(piecesOfBlock(this.#withSources(block)));
    const wanted = block.columns.filter(({ field }) => this.#setup.wanted.includes(field)).map(ownColumn);
    return { firstRow, rowCount, body, notes, wanted };
  }

  /** The rows of a block that was cleansed ahead, as far as it kept their texts. */
  #keptRows(old: CleansedBlock | undefined): BlockRows {
    if (old === undefined) throw new Error('A block without rows and without values.');
    const columns = this.#positions.map((position) => {
      const texts = old.columns.find(({ field }) => field === sourceField(position));
      if (texts === undefined) throw new Error(`The texts of column ${position} were not kept.`);
      return gatherTexts(texts);
    });
    const { firstRow, rowCount, faults } = old;
    return { firstRow, rowCount, faults, column: (index) => columns[index]! };
  }

  #withSources(block: CleansedBlock): CleansedBlock {
    const texts = this.#setup.sources.map((position) =>
      keepTexts(position, this.#rows.column(this.#gathered.indexOf(position))),
    );
    return { ...block, columns: [...block.columns, ...texts] };
  }

  async #gather(task: BlockTask): Promise<BlockRows> {
    const rows = this.#rows;
    rows.clear();
    const last = task.firstRow + task.rowCount - 1;
    const { originals } = latestRevisions(task.chunks);
    const texts = await Promise.all(originals.map(({ body, byteLength }) => unpack(body, byteLength)));
    const corrected = await unpackCorrections(task.chunks);
    const onRow = (row: SourceRow): void => {
      if (row.rowNumber >= task.firstRow) rows.add(row);
    };
    for (const [index, { firstRow, rowCount, firstLine }] of originals.entries()) {
      const wanted = Math.min(rowCount, last - firstRow + 1);
      const chunk = { firstRow, rowCount: wanted, firstLine, bytes: texts[index]! };
      readLatest(this.#setup.layout, chunk, { corrected, onRow });
      giveBack([chunk.bytes]);
      await nextTurn();
    }
    return rows;
  }

  #withNotes(block: CleansedBlock): BlockParts {
    const rejected = block.faults.reduce((sum, fault) => sum + (fault === 0 ? 0 : 1), 0);
    return { block, notes: takeNotes(this.#cleanser.columns, rejected) };
  }

  /** The fresh fields together with those kept, in the order of the plan. */
  #withKept(old: BlockParts, fresh: BlockParts): BlockParts {
    const kept = old.block.columns.filter(({ field }) => this.#kept.has(field));
    const { plan } = this.#setup;
    return {
      block: {
        ...old.block,
        columns: inOrder(fieldsOf(plan), [...kept, ...fresh.block.columns], ({ field }) => field),
      },
      notes: {
        rejected: old.notes.rejected,
        columns: inOrder(
          new Set(plan.columns.map(({ position }) => position)),
          [...fresh.notes.columns, ...old.notes.columns],
          ({ position }) => position,
        ),
      },
    };
  }
}

/** A column that outlives the rows it was made of: long texts may lie in their memory. */
function ownColumn(column: CleansedColumn): CleansedColumn {
  const { bytes } = column;
  return bytes.length === bytes.buffer.byteLength ? column : { ...column, bytes: bytes.slice() };
}

/** The first item with each key, in the order of the keys. */
function inOrder<Key, Item>(keys: Iterable<Key>, items: readonly Item[], keyOf: (item: Item) => Key): Item[] {
  return [...keys].flatMap((key) => items.find((item) => keyOf(item) === key) ?? []);
}
