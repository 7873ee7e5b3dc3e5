import { gzipSync } from 'node:zlib';
import { textReader } from '@landfall/domain/tabular/encodings/text-source';
import { memoryFile } from '@landfall/domain/tabular/read-table';
import {
  defaultReadingLimits,
  type FileBytes,
  type ReadingLimits,
  TabularRefusal,
} from '@landfall/domain/tabular/table-source';
import { describe, expect, test } from 'vitest';
import { gunzipped, openGzipped } from './gzip-file.ts';

const text = Array.from({ length: 5000 }, (_, k) => `srv${k},10.0.${k % 256}.${k >> 8}\n`).join('');
const packed = gzipSync(text);

async function unpacked(
  bytes: Uint8Array,
  options: { pieceBytes?: number; limits?: ReadingLimits; from?: number; to?: number } = {},
): Promise<string> {
  const file = gunzipped(
    memoryFile(bytes, options.pieceBytes ?? 1000),
    options.limits ?? defaultReadingLimits,
  );
  return textOf(file, options);
}

async function textOf(file: FileBytes, { from, to }: { from?: number; to?: number } = {}): Promise<string> {
  const pieces: Uint8Array[] = [];
  const range = { ...(from === undefined ? {} : { start: from }), ...(to === undefined ? {} : { end: to }) };
  for await (const piece of file.read(range)) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

async function refusal(bytes: Uint8Array, limits?: ReadingLimits): Promise<unknown> {
  try {
    await unpacked(bytes, limits === undefined ? {} : { limits });
  } catch (error) {
    if (error instanceof TabularRefusal) return error.refusal;
    throw error;
  }
  return undefined;
}

describe('what a gzip file holds', () => {
  test('is unpacked, whatever pieces come, as often as it is read and from any byte', async () => {
    for (const pieceBytes of [1000, 1_000_000]) expect(await unpacked(packed, { pieceBytes })).toBe(text);
    const small = gzipSync('Name,IP\n');
    for (let size = 1; size <= 64; size++)
      expect(await unpacked(small, { pieceBytes: size })).toBe('Name,IP\n');
    expect(await unpacked(packed, { from: 70_000, to: 70_030 })).toBe(text.slice(70_000, 70_030));
    expect(await unpacked(packed, { from: 10 })).toBe(text.slice(10));
  });

  test('several members are one after the other, zeros behind them are padding', async () => {
    expect(await unpacked(Buffer.concat([packed, gzipSync('x\n'), Buffer.alloc(512)]))).toBe(`${text}x\n`);
  });

  test('its table is read as any other and says how it was packed', async () => {
    const options = { choices: {}, limits: defaultReadingLimits };
    const file = { bytes: memoryFile(gzipSync('Name;Ort\nsrv1;Zürich\n')), name: 'list.csv.gz' };
    const names: string[] = [];
    const source = await openGzipped(file, options, ({ bytes, name }) => {
      names.push(name);
      return textReader.open(bytes, options);
    });
    expect([names, source.facts.packing, source.facts.encoding]).toEqual([['list.csv'], 'gzip', 'utf-8']);
    expect(await textOf({ size: undefined, read: () => source.read() })).toBe('Name;Ort\nsrv1;Zürich\n');
  });
});

describe('what is refused', () => {
  const damaged = Uint8Array.from(packed);
  damaged[packed.length - 6] = damaged[packed.length - 6]! ^ 1;

  test.each([
    ['cut off', packed.subarray(0, packed.length - 5)],
    ['cut off within its head', packed.subarray(0, 5)],
    ['cut off in its second member', Buffer.concat([packed, packed.subarray(0, 40)])],
    ['of another checksum', damaged],
    ['followed by text', Buffer.concat([packed, Buffer.from('Name,IP\n')])],
    ['followed by a broken member', Buffer.concat([packed, Buffer.from([0x1f, 0x8b, 0, 0])])],
  ])('a file that is %s', async (_name, bytes) => {
    expect(await refusal(bytes)).toMatchObject({ code: 'file_unreadable', byteOffset: expect.any(Number) });
  });

  test('F31 a file that unpacks to more than it may, before it is unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000));
    expect(await refusal(bomb)).toMatchObject({ code: 'archive_suspicious' });
    const limits = { ...defaultReadingLimits, maxUnpackedBytes: 1000 };
    expect(await refusal(packed, limits)).toMatchObject({ code: 'archive_suspicious' });
  });
});

test('a file that is cut off is not taken for one in another encoding', async () => {
  const long = gzipSync(text.repeat(4));
  const cut = memoryFile(long.subarray(0, long.length - 20), 1000);
  const options = { choices: {}, limits: defaultReadingLimits };
  const file = { bytes: cut, name: 'a.csv.gz' };
  const source = await openGzipped(file, options, ({ bytes }) => textReader.open(bytes, options));
  const reading = async () => {
    for await (const _ of source.read());
  };
  const { refusal: found } = await reading().catch((error: unknown) => Object(error));
  expect(found).toMatchObject({ code: 'file_unreadable' });
  expect(found).not.toHaveProperty('candidates');
});
