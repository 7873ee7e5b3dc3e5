import { describe, expect, test } from 'vitest';
import { sampleBytes } from '../file-layout.ts';
import { memoryFile, readTable, refusalOf } from '../read-table.ts';
import { encodeUtf8 } from '../utf8.ts';
import { anyJsonReader, hasObjectLines } from './any-json-source.ts';
import { jsonReader } from './json-source.ts';

/** Objects of some hundred bytes, so that those behind the first 256 kB are many. */
const items = Array.from({ length: 2000 }, (_, index) =>
  JSON.stringify({ name: `srv-${index}`, note: 'x'.repeat(180), cpu: index }),
);
const far = 1800;
const documentOf = (parts: readonly string[]) => `[\n${parts.join(',\n')}\n]\n`;
const broken = (change: (item: string) => string, at = far) =>
  documentOf(items.map((item, index) => (index === at ? change(item) : item)));
const read = (text: string, pieceBytes?: number) =>
  readTable(jsonReader, memoryFile(encodeUtf8(text), pieceBytes));

type Case = readonly [where: string, text: string, found: string];

describe('JSON that is broken far behind its beginning', () => {
  const cases: readonly [Case, ...Case[]] = [
    ['within a row', broken((item) => item.replace('"cpu":', '"cpu"')), '{"name":"srv-1800"'],
    ['between two rows', broken((item) => `@@ ${item}`), ''],
    [
      'by an end within a text',
      documentOf(items).slice(0, documentOf(items).indexOf('srv-1800') + 40),
      '{"name":"srv-1800"',
    ],
    [
      'by an end behind a row',
      documentOf(items).slice(0, documentOf(items).indexOf('{"name":"srv-1800"') - 2),
      '',
    ],
  ];

  test.each(cases)('keeps the rows before and rejects the place: broken %s', async (_where, text, found) => {
    const table = await read(text);
    expect(table.rows).toHaveLength(far + 1);
    expect(table.damaged).toEqual([far + 1]);
    expect(table.rows[far - 1]?.[0]).toBe('srv-1799');
    expect(table.rows[far]?.[0]?.startsWith(found)).toBe(true);
    const [record, whole] = table.notes;
    expect(record).toMatchObject({ code: 'damaged_record', record: far + 1 });
    expect(record?.detail).toMatch(/line 180\d\. What follows cannot be told apart/);
    expect(whole).toMatchObject({ code: 'broken_off', record: 0 });
    expect(table.facts.breakage).toBe(whole?.detail);
  });

  test('says the same however the file is cut into pieces', async () => {
    const text = cases[0][1];
    const whole = await read(text);
    for (const size of [61, 4099, 65_537]) expect(await read(text, size)).toEqual(whole);
  });

  test('is refused with its place where the damage is near the beginning, or nothing is left to keep', async () => {
    const near = broken((item) => item.replace('"cpu":', '"cpu"'), 10);
    expect(near.indexOf('srv-10')).toBeLessThan(sampleBytes);
    expect(await refusalOf(jsonReader, memoryFile(encodeUtf8(near)))).toMatchObject({
      code: 'file_unreadable',
      detail: expect.stringContaining('line 12'),
    });
    const single = `[{"name":"${'x'.repeat(sampleBytes)}","cpu":oops}]`;
    expect(await refusalOf(jsonReader, memoryFile(encodeUtf8(single)))).toMatchObject({
      code: 'file_unreadable',
    });
    const deep = documentOf([...items, '['.repeat(40)]);
    expect(await refusalOf(jsonReader, memoryFile(encodeUtf8(deep)))).toMatchObject({
      code: 'nesting_too_deep',
    });
  });

  test('one object a line goes on behind a damaged line', async () => {
    const lines = items.map((item, index) => (index === far ? item.slice(0, 50) : item)).join('\n');
    const table = await readTable(anyJsonReader, memoryFile(encodeUtf8(lines)));
    expect(table.rows).toHaveLength(items.length);
    expect(table.damaged).toEqual([far + 1]);
    expect(table.rows.at(-1)?.[0]).toBe('srv-1999');
  });
});

test('one object and the beginning of another tell one object a line', () => {
  expect(hasObjectLines('{"a":1}\n{"a":"long', false)).toBe(true);
  expect(hasObjectLines('{"a":1}\nrest of', false)).toBe(false);
  expect(hasObjectLines('{"a":[\n{"b":1', false)).toBe(false);
});

describe('large values', () => {
  test('a row of many megabytes costs no more than its bytes, in pieces of any size', async () => {
    const text = `[{"name":"a","text":"${'y'.repeat(12_000_000)}"},{"name":"b","text":"z"}]`;
    const file = memoryFile(encodeUtf8(text), 16_384);
    const startedAt = process.cpuUsage();
    const table = await readTable(jsonReader, file);
    const { user, system } = process.cpuUsage(startedAt);
    expect(table.rows.map((cells) => cells[1]?.length)).toEqual([12_000_000, 1]);
    // Copying what is pending for each piece would take some twelve seconds.
    expect((user + system) / 1e6).toBeLessThan(4);
  });
});
