import { type CleansedBlock, decodeBlock } from '@landfall/domain/cleansing/cleansed-block';
import { heardLater } from '../../platform/heard-later.ts';
import { nextTurn } from '../../platform/next-turn.ts';
import { unpack } from '../../platform/packing.ts';
import { SharedSlabs } from '../../platform/shared-slabs.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { type BlocksKind, readBlocks, type StoredBlock } from './cleansed-block.repository.ts';
import { CleansedRows } from './cleansed-rows.ts';
import { decodedBytes as bytesOf, DecodedLately, PackedBlock, packedBody } from './packed-blocks.ts';

const blocksPerRead = 8;

/** Runs work in a read-only transaction of the tenant. */
export type ReadScope = <Result>(work: (scope: TenantScope) => Promise<Result>) => Promise<Result>;

/** All blocks of an import unpacked, in the order of their rows. */
async function* unpackedBlocks(
  read: ReadScope,
  importId: string,
  which: BlocksKind = 'approved',
): AsyncGenerator<{ readonly stored: Uint8Array; readonly unpacked: Uint8Array }> {
  const next = (after: number): Promise<StoredBlock[]> =>
    heardLater(read((scope) => readBlocks(scope, { importId, which }, { after, limit: blocksPerRead })));
  let coming = next(0);
  for (;;) {
    const stored = await coming;
    const last = stored.at(-1);
    if (last === undefined) return;
    // The database reads the next blocks while these are unpacked.
    coming = next(last.firstRow);
    const unpacking = stored.map(({ body }) => ({ body, unpacked: heardLater(unpack(body)) }));
    for (const { body, unpacked } of unpacking) yield { stored: body, unpacked: await unpacked };
  }
}

/** Loads the rows of an import as the approved mapping, or the likely one ahead of it, cleansed them; others run between two blocks. */
export async function loadCleansedRows(
  read: ReadScope,
  importId: string,
  which: BlocksKind = 'approved',
): Promise<CleansedRows> {
  const blocks: CleansedBlock[] = [];
  const slabs = new SharedSlabs();
  for await (const { unpacked } of unpackedBlocks(read, importId, which)) {
    blocks.push(decodeBlock(unpacked, (bytes) => slabs.allocate(bytes)));
    await nextTurn();
  }
  return new CleansedRows(blocks);
}

/** How the rows of an import are loaded. */
export interface RowLoading {
  /** Rows the import has. */
  readonly rowCount: number;
  /** Bytes of decoded rows that are held; rows that are more, by the size of the first block, are held packed. */
  readonly decodedBytes: number;
  /** Told before the first block when the rows are held packed. */
  readonly onPacked?: () => void;
  readonly onBlock?: (block: CleansedBlock) => void | Promise<void>;
}

/** Loads the cleansed rows of an import within a budget, each block shown as it comes; others run between two blocks. */
export async function loadRowsWithin(
  read: ReadScope,
  importId: string,
  { rowCount, decodedBytes, onPacked = () => {}, onBlock = () => {} }: RowLoading,
): Promise<CleansedRows> {
  const blocks: CleansedBlock[] = [];
  const decoded = new DecodedLately();
  // Rows of an import are read by the thread that writes them out, too.
  const slabs = new SharedSlabs();
  let isPacked: boolean | undefined;
  for await (const { stored, unpacked } of unpackedBlocks(read, importId)) {
    const block = decodeBlock(unpacked, isPacked === true ? undefined : (bytes) => slabs.allocate(bytes));
    if (isPacked === undefined) {
      isPacked = (bytesOf(block) / block.rowCount) * rowCount > decodedBytes;
      if (isPacked) onPacked();
    }
    if (isPacked) {
      const body = packedBody(stored, block, slabs);
      decoded.keep(body, block);
      blocks.push(new PackedBlock(body, decoded));
    } else blocks.push(block);
    await onBlock(blocks.at(-1)!);
    await nextTurn();
  }
  return new CleansedRows(blocks);
}

/** The cleansed blocks that hold some of the rows `[first, last]`, 1-based. */
export async function loadBlocksOfRows(
  scope: TenantScope,
  importId: string,
  rows: { readonly first: number; readonly last: number },
): Promise<CleansedBlock[]> {
  const stored = await readBlocks(scope, { importId }, { covering: rows, limit: 1000 });
  const bodies = await Promise.all(stored.map(({ body }) => unpack(body)));
  return bodies.map((body) => decodeBlock(body));
}
