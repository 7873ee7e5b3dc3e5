import { describe, expect, test } from 'vitest';
import { defaultReadingLimits, TabularRefusal } from '@landfall/domain/tabular/table-source';
import { type ZipPart, zipOf } from '../../../../test/workbook.ts';
import { sizedBytes } from './sized-file.ts';
import { openZip } from './zip-archive.ts';

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

async function unpackAll(
  archive: Uint8Array,
  limits = defaultReadingLimits,
): Promise<Record<string, string>> {
  const opened = await openZip(sizedBytes(archive), limits);
  const found: Record<string, string> = {};
  for (const entry of opened.entries) {
    const pieces: Uint8Array[] = [];
    for await (const piece of opened.read(entry)) pieces.push(piece);
    found[entry.name] = text(Buffer.concat(pieces));
  }
  return found;
}

async function refusalOf(archive: Uint8Array, limits = defaultReadingLimits) {
  const outcome = await unpackAll(archive, limits).then(
    () => 'unpacked',
    (error: unknown) => error,
  );
  if (!(outcome instanceof TabularRefusal)) throw new Error(`Not refused: ${String(outcome)}`);
  return outcome.refusal;
}

const long = 'name,os\n'.repeat(5000);
const part = (more: Partial<ZipPart> = {}): ZipPart => ({ name: 'a.csv', content: long, ...more });

describe('what is unpacked', () => {
  test.each([
    ['deflated files', {}],
    ['stored files', { isStored: true }],
    ['files whose sizes stand behind them', { hasDescriptor: true }],
  ])('%s', async (_, more) => {
    const archive = zipOf([
      part(more),
      part({ ...more, name: 'b/ü.csv', content: 'x' }),
      part({ ...more, name: 'c', content: '' }),
    ]);
    expect(await unpackAll(archive)).toEqual({ 'a.csv': long, 'b/ü.csv': 'x', c: '' });
  });

  test('archives with a zip64 directory', async () => {
    expect(await unpackAll(zipOf([part()], { zip64: true }))).toEqual({ 'a.csv': long });
  });

  test('archives with a comment', async () => {
    const archive = zipOf([part()]);
    archive.writeUInt16LE(5, archive.length - 2);
    expect(await unpackAll(Buffer.concat([archive, Buffer.from('hello')]))).toEqual({ 'a.csv': long });
  });

  test('entries are found by names of another case or with backslashes, the exact name first', async () => {
    const archive = await openZip(
      sizedBytes(zipOf([part({ name: 'XL\\a' }), part({ name: 'xl/A' })])),
      defaultReadingLimits,
    );
    expect(archive.find('xl/A')?.name).toBe('xl/A');
    expect(archive.find('XL\\a')?.name).toBe('XL\\a');
    expect(archive.find('Xl/a')).toBeDefined();
    expect(archive.find('b')).toBeUndefined();
  });
});

describe('what is refused', () => {
  test.each([
    ['two files of one name', zipOf([part(), part({ content: 'other' })]), /two files named/],
    ['a name that leads up', zipOf([part({ name: 'a/../../b' })]), /leads out/],
    ['a name that leads up by backslashes', zipOf([part({ name: 'a\\..\\b' })]), /leads out/],
    ['an absolute name', zipOf([part({ name: '/etc/passwd' })]), /leads out/],
    ['a drive', zipOf([part({ name: 'C:/a' })]), /leads out/],
    ['a link to another file', zipOf([part({ stated: { mode: 0o120777 } })]), /link/],
    [
      'more files than 2000',
      zipOf(Array.from({ length: 2001 }, (_, k) => part({ name: `${k}`, content: '' }))),
      /2001 files/,
    ],
    [
      'content longer than it states',
      zipOf([part({ stated: { unpackedBytes: 10 } })]),
      /more than the 10 bytes/,
    ],
    [
      'a size that no packed file of its size may have',
      zipOf([part({ stated: { unpackedBytes: 2 ** 31 } })]),
      /unpacks to/,
    ],
  ])('%s is suspicious', async (_, archive, detail) => {
    expect(await refusalOf(archive)).toMatchObject({
      code: 'archive_suspicious',
      detail: expect.stringMatching(detail),
    });
  });

  test.each([
    [
      'content shorter than it states',
      zipOf([part({ stated: { unpackedBytes: long.length + 1 } })]),
      /does not unpack/,
    ],
    ['another checksum', zipOf([part({ stated: { crc32: 1 } })]), /does not unpack/],
    ['a password', zipOf([part({ stated: { flags: 1 } })]), /password/],
    ['another way to pack', zipOf([part({ stated: { method: 14 } })]), /packed in a way/],
    ['no archive', Buffer.from('name,os\n'), /cut off/],
    ['nothing', Buffer.alloc(0), /cut off/],
    ['bytes in front', Buffer.concat([Buffer.from('a,b\n1,2\n'), zipOf([part()])]), /not where it should be/],
  ])('%s is unreadable', async (_, archive, detail) => {
    expect(await refusalOf(archive)).toMatchObject({
      code: 'file_unreadable',
      detail: expect.stringMatching(detail),
    });
  });

  test('an archive that was cut off anywhere', async () => {
    const archive = zipOf([part({ content: 'name\n' })]);
    for (let length = 0; length < archive.length; length++) {
      expect(await refusalOf(archive.subarray(0, length))).toMatchObject({ code: 'file_unreadable' });
    }
  });

  test('a flipped bit anywhere is refused or changes nothing', async () => {
    const archive = zipOf([part({ content: 'name,os\nsrv-01,RHEL\n' })]);
    for (let bit = 0; bit < archive.length * 8; bit++) {
      const flipped = Buffer.from(archive);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const outcome: unknown = await unpackAll(flipped).catch((error: unknown) => error);
      if (outcome instanceof TabularRefusal) continue;
      expect(Object.values(Object(outcome)), `bit ${bit}`).toEqual(['name,os\nsrv-01,RHEL\n']);
    }
  });

  test('two files whose bytes overlap', async () => {
    const archive = zipOf([part({ name: 'a', content: 'x' }), part({ name: 'b', content: 'y' })]);
    const second = archive.indexOf('PK\u0001\u0002', archive.indexOf('PK\u0001\u0002') + 1);
    archive.writeUInt32LE(0, second + 42);
    expect(await refusalOf(archive)).toMatchObject({
      code: 'archive_suspicious',
      detail: expect.stringMatching(/overlap/),
    });
  });

  test('more than a hundred times its packed size, and more than the limit', async () => {
    const zeros = zipOf([part({ content: Buffer.alloc(4_000_000) })]);
    expect(await refusalOf(zeros)).toMatchObject({ code: 'archive_suspicious' });
    const limits = { ...defaultReadingLimits, maxUnpackedBytes: 10_000 };
    expect(await refusalOf(zipOf([part()]), limits)).toMatchObject({ code: 'archive_suspicious' });
  });
});
