import {
  blockBytes,
  type BlockPlace,
  placesFrom,
  placesOfBlocks,
} from '@landfall/domain/cleansing/block-places';
import { blockRows as mostBlockRows } from '@landfall/domain/cleansing/cleansed-block';
import type { ImportPlan } from '@landfall/domain/cleansing/import-plan';
import { unchangedFields, planWithout } from '@landfall/domain/cleansing/kept-fields';
import { TaskThreads, type ThreadJob, threadProgram } from '../../platform/task-threads.ts';
import { type BlockResult, type BlockSetup, type BlockTask, BlockWork } from './block-work.ts';
import { BlockWriter, type CleansedRowBlock, type StoreBlocks } from './block-writer.ts';
import {
  type BlocksAhead,
  chunkSizes,
  placesAhead,
  readAheadBlock,
  readChunks,
} from './cleansing.repository.ts';
import type { RowSource } from './source-rows.ts';

/** Rows to be cleansed, and what else is wanted or there. */
export interface CleansingSource extends RowSource {
  /** What is stored already, cleansed ahead: fields its plan fills in the same way are taken from there. */
  readonly ahead?: BlocksAhead | undefined;
  /** Rows of a block, at most as many as a block can hold, which is what it has unless told. */
  readonly blockRows?: number | undefined;
  /** Fields whose values the blocks are handed out with. */
  readonly wanted?: readonly string[];
  /** The blocks to be made; all from `fromRow` on unless told. */
  readonly blocks?: readonly BlockPlace[] | undefined;
  /** Positions of columns whose texts the blocks keep as they stand; only blocks cleansed ahead may keep any. */
  readonly sources?: readonly number[];
}

/**
 * Cleanses the rows of an import from `source.fromRow` on and stores them block by block.
 *
 * Blocks begin at the same rows whenever the same import is cleansed, so a repeated run replaces its own blocks.
 * Large imports are cleansed in threads of their own; what comes out is the same.
 */
export async function cleanseImport(
  source: CleansingSource,
  plan: ImportPlan,
  store: StoreBlocks,
): Promise<void> {
  const { setup, needs } = workOf(source, plan);
  const places = source.blocks ?? placesFrom(await placesOf(source), source.fromRow ?? 1);
  const job = openJob(source, setup);
  const writer = new BlockWriter(store);
  const underWay = new BytesUnderWay();
  try {
    const fetch = (place: BlockPlace): Promise<BlockTask> => fetchTask(source, place, needs);
    let next: Promise<BlockTask> | undefined;
    for (const [at, place] of places.entries()) {
      const task = await (next ?? fetch(place));
      const following = places[at + 1];
      next = following === undefined ? undefined : fetch(following);
      // A batch that fails between two reads must not leave the read ahead of it unhandled.
      next?.catch(() => {});
      const bytes = textBytes(task);
      const { result } = await underWay.begin(bytes, () => run(job, task));
      await writer.add(result, bytes);
    }
    await writer.end();
  } finally {
    job.close();
  }
}

/** What the blocks have in common, and what has to be read for each of them. */
function workOf(source: CleansingSource, plan: ImportPlan): { setup: BlockSetup; needs: BlockNeeds } {
  const { ahead, wanted = [], sources = [] } = source;
  const kept = ahead === undefined ? new Set<string>() : unchangedFields(ahead.plan, plan);
  const fresh = planWithout(plan, kept).columns;
  const isKept = (position: number): boolean => ahead?.sources.includes(position) === true;
  return {
    setup: { layout: source.shape.layout, plan, kept: [...kept], wanted, sources },
    needs: {
      ahead: ahead !== undefined,
      rows: ahead === undefined || !fresh.every(({ position }) => isKept(position)),
    },
  };
}

/** All blocks of the rows; they are those that were cleansed ahead where values are taken from these. */
async function placesOf({ shape, read, ahead, blockRows }: CleansingSource): Promise<BlockPlace[]> {
  if (ahead !== undefined) return read((scope) => placesAhead(scope, shape.importId));
  const most = Math.min(blockRows ?? mostBlockRows, mostBlockRows);
  return placesOfBlocks(await read((scope) => chunkSizes(scope, shape.importId)), most);
}

/** Rows from which on threads are worth their start; a few long ones take less memory in this one. */
const fewRows = 2 * mostBlockRows;

const threads = new TaskThreads(() => threadProgram(import.meta.url, 'block-thread'));

function openJob({ shape, prepare }: RowSource, setup: BlockSetup): ThreadJob<BlockTask, BlockResult> {
  // A function cannot be handed to a thread.
  if (shape.rowCount > fewRows && prepare === undefined) return threads.open(setup);
  const work = new BlockWork(setup, prepare);
  return { run: (task) => work.run(task), close: () => undefined };
}

async function run(job: ThreadJob<BlockTask, BlockResult>, task: BlockTask): Promise<CleansedRowBlock> {
  const { body, ...block } = await job.run(task, memoryOf(task));
  return { ...block, body: Buffer.from(body.buffer, body.byteOffset, body.byteLength) };
}

/** Buffers of a task that hold nothing else: those of a query, but not the pool that small ones share. */
function memoryOf({ chunks, ahead }: BlockTask): ArrayBuffer[] {
  const bodies = [...chunks, ...(ahead === undefined ? [] : [ahead])].map(({ body }) => body.buffer);
  return [...new Set(bodies)].filter(
    (buffer): buffer is ArrayBuffer => buffer instanceof ArrayBuffer && buffer.byteLength > Buffer.poolSize,
  );
}

interface BlockNeeds {
  readonly ahead: boolean;
  readonly rows: boolean;
}

async function fetchTask(
  source: CleansingSource,
  { firstRow, rowCount }: BlockPlace,
  needs: BlockNeeds,
): Promise<BlockTask> {
  const { importId } = source.shape;
  return source.read(async (scope) => {
    const rows = { first: firstRow, last: firstRow + rowCount - 1 };
    const chunks = needs.rows ? await readChunks(scope, importId, rows) : [];
    const ahead = needs.ahead ? await readAheadBlock(scope, importId, firstRow) : undefined;
    if (needs.ahead && ahead === undefined)
      throw new Error(`No block was cleansed ahead from row ${firstRow} on`);
    return { firstRow, rowCount, chunks, ...(ahead === undefined ? {} : { ahead }) };
  });
}

/** Bytes of source text that are worked on at once; the work takes several times as much memory. */
const mostUnderWay = 3 * blockBytes;

/** Holds work back while that under way has much text; what alone has more goes alone. */
class BytesUnderWay {
  readonly #begun: { readonly bytes: number; readonly end: Promise<unknown> }[] = [];
  #bytes = 0;

  /** Begins work in its turn, and hands it out without waiting for its end. */
  async begin<Result>(
    bytes: number,
    work: () => Promise<Result>,
  ): Promise<{ readonly result: Promise<Result> }> {
    for (let oldest = this.#begun[0]; oldest !== undefined && this.#bytes + bytes > mostUnderWay; ) {
      await oldest.end;
      this.#begun.shift();
      this.#bytes -= oldest.bytes;
      oldest = this.#begun[0];
    }
    const result = work();
    // Met by those who take the result; here only the end counts.
    this.#begun.push({ bytes, end: result.catch(() => undefined) });
    this.#bytes += bytes;
    return { result };
  }
}

function textBytes({ chunks }: BlockTask): number {
  return chunks.reduce((sum, { byteLength }) => sum + byteLength, 0);
}
