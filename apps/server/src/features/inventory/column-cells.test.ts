import type { CleansedColumn } from '@landfall/domain/cleansing/cleansed-block';
import { expect, test } from 'vitest';
import { jsonMember, storedValue } from './cell-values.ts';
import { ColumnCells } from './column-cells.ts';
import { CopyBinary } from './copy-binary.ts';

function column(texts: readonly string[], ids: readonly number[]): CleansedColumn {
  const values = texts.map((text) => Buffer.from(text));
  let end = 0;
  const ends = Uint32Array.from(values, ({ length }) => (end += length));
  return { field: 'any', bytes: Buffer.concat(values), ends, ids: Uint16Array.from(ids) };
}

const long = 'long '.repeat(100);
const columns = [
  column(['a', '', long, 'Zürich'], [1, 2, 0, 3, 4, 3, 2, 1, 4]),
  undefined,
  column(['7', 'a'], [2, 1, 2, 0]),
];
const rows = columns.flatMap((each, block) =>
  Array.from(each?.ids ?? [0, 0], (_, index) => ({ block, index })),
);

/** What a cell is that nothing is remembered for. */
function once({ block, index }: (typeof rows)[number]): string {
  const out = new CopyBinary();
  const isAdded = new ColumnCells(columns, storedValue('text')).addOnce(out, block, index);
  return isAdded ? out.bytes.toString('hex') : 'nothing';
}

test('a value is written the same the first time, again, in another block, run and buffer', () => {
  const cells = new ColumnCells(columns, storedValue('text'));
  const [left, right] = [new CopyBinary(), new CopyBinary()];
  const expectAll = (out: CopyBinary, order: typeof rows): void => {
    for (const row of order) {
      const begin = out.length;
      const isAdded = cells.add(out, row.block, row.index);
      expect(isAdded ? out.bytes.subarray(begin).toString('hex') : 'nothing').toBe(once(row));
    }
  };
  expectAll(left, [...rows, ...rows, ...rows.toReversed()]);
  // What was written before is overwritten, in the same buffer and at other places of another.
  for (const out of [left, right]) out.clear();
  for (const out of [left, right]) {
    for (let filled = out === left ? 0 : 1; filled < 2000; filled++) out.addFloat(0.5);
    expectAll(out, [...rows, ...rows]);
    expectAll(
      out,
      rows.filter(({ block }) => block === 2),
    );
  }
  for (const row of rows.filter(({ block }) => block === 2))
    for (const out of [left, right]) expectAll(out, [row]);
});

test('a value that is written as nothing stays so', () => {
  let asked = 0;
  const cells = new ColumnCells([column(['x'], [1, 1])], () => {
    asked++;
    return false;
  });
  const out = new CopyBinary();
  out.beginRow(1);
  expect([0, 1, 0].map((index) => cells.add(out, 0, index))).toEqual([false, false, false]);
  expect(asked).toBe(1);
});

test.each([[], ['plain'], ['"quoted" \\ and\nbroken', 'München', '\u0001', 'plain'], [long, '']])(
  'the members %j make the JSON object they stand for',
  (...texts: string[]) => {
    const out = new CopyBinary();
    const begin = out.beginObject();
    for (const [index, text] of texts.entries()) {
      new ColumnCells([column([text], [1])], jsonMember(`"ключ" ${index}`)).addOnce(out, 0, 0);
      out.endMember();
    }
    out.endObject(begin);
    const whole = new CopyBinary();
    whole.addJson(JSON.stringify(Object.fromEntries(texts.map((text, index) => [`"ключ" ${index}`, text]))));
    expect(out.bytes.toString('latin1')).toBe(whole.bytes.toString('latin1'));
  },
);
