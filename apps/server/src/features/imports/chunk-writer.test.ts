import { setImmediate as nextTurn } from 'node:timers/promises';
import { asId } from '@landfall/domain/shared/ids';
import { expect, test } from 'vitest';
import type { PackedPiece } from '../../platform/pack-apart.ts';
import { ChunkWriter } from './chunk-writer.ts';

const megabyte = 2 ** 20;

/** A writer whose packer answers when it is told to, and whose batches are written when they are let. */
function writerOnHold() {
  const packing: (() => void)[] = [];
  const writing: (() => void)[] = [];
  const recycled: Uint8Array[] = [];
  const pack = async (bytes: Uint8Array): Promise<PackedPiece> => {
    await new Promise<void>((resolve) => packing.push(resolve));
    return { body: Buffer.alloc(1), emptied: bytes };
  };
  const packer = { pack, close: () => undefined };
  const recycle = (bytes: Uint8Array): void => void recycled.push(bytes);
  const target = { importId: asId<'Import'>('import'), storedRows: 0, packer, recycle };
  const writer = new ChunkWriter(target, () => new Promise<void>((resolve) => writing.push(resolve)));
  return { writer, packing, writing, recycled };
}

function chunkOf(row: number, bytes: number) {
  return { firstRow: row, rowCount: 1, firstLine: row, bytes: new Uint8Array(bytes) };
}

async function isHeld(work: Promise<unknown>): Promise<boolean> {
  let isDone = false;
  work.then(
    () => (isDone = true),
    () => {},
  );
  for (let turn = 0; turn < 5; turn++) await nextTurn();
  return !isDone;
}

test('a chunk of one long record is packed before the next is read, so that its memory can be used for it', async () => {
  const { writer, packing, recycled } = writerOnHold();
  writer.add(chunkOf(1, 20 * megabyte));
  const relieved = writer.relieve();
  expect(await isHeld(relieved)).toBe(true);
  packing[0]?.();
  await relieved;
  expect(recycled).toHaveLength(1);
});

test('a batch of ordinary chunks is packed while others are read', async () => {
  const { writer, packing } = writerOnHold();
  for (let row = 1; row <= 8; row++) writer.add(chunkOf(row, megabyte));
  expect(await isHeld(writer.relieve())).toBe(false);
  expect(packing).toHaveLength(8);
});
