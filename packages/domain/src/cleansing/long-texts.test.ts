import { array, assert, constantFrom, property } from 'fast-check';
import { expect, test } from 'vitest';
import { findTargetField } from '../catalog/target-fields.ts';
import type { GatheredColumn } from '../tabular/column-cells.ts';
import { decodeUtf8, encodeUtf8 } from '../tabular/utf8.ts';
import { cleanseValue } from './cleanse-value.ts';
import { ColumnCleanser } from './column-cleanser.ts';
import { noEvidence } from './column-evidence.ts';
import { type ColumnOptions, type ColumnPlan, planColumn } from './column-plan.ts';
import { type GatheredTexts, holdsLongTexts, LongCells } from './long-texts.ts';
import { gatherTexts, keepTexts } from './source-texts.ts';

function gather(texts: readonly string[]): GatheredColumn {
  const ends = new Int32Array(texts.length);
  let end = 0;
  for (const [row, text] of texts.entries()) ends[row] = end += encodeUtf8(text).length;
  return { bytes: encodeUtf8(texts.join('')), ends, missing: 0 };
}

function textsOf({ bytes, ends, ids }: GatheredTexts): (string | null)[] {
  return Array.from(ids, (id) =>
    id === 0 ? null : decodeUtf8(bytes, id === 1 ? 0 : ends[id - 2], ends[id - 1]),
  );
}

function planFor(field: string, options: ColumnOptions = {}): ColumnPlan {
  const source = { position: 1, key: 'Notes', header: 'Notes', evidence: noEvidence };
  return planColumn(source, findTargetField(field)!, options);
}

const long = 'Rack 7, Köln, row '.repeat(3700);
const kindsOfCells = [
  '',
  'n/a',
  'short 1',
  `${long}1`,
  `${long}2`,
  ` ${long}1  `,
  `${long}\r\nsecond\tline`,
  `${long}日本`,
  `${long}e\u0301`,
  ' '.repeat(70_000),
  `${'x '.repeat(35_000)}x`,
] as const;

/** Cells that hold nothing, placeholder words included. */
function setIn(texts: readonly string[]): number {
  return texts.filter((text) => ['', 'n/a'].includes(text.trim())).length;
}

const manyCells = array(constantFrom(...kindsOfCells), { minLength: 1, maxLength: 10 });

test.each<[string, ColumnOptions]>([
  ['notes', {}],
  ['notes', { missingAs: 'none given' }],
  ['notes', { multiValue: 'first_value' }],
  ['cpu_cores', {}],
])('long cells of %s (%j) become what each of them becomes alone, and count as such', (field, options) => {
  const plan = planFor(field, options);
  assert(
    property(manyCells, manyCells, (first, second) => {
      const cleanser = new ColumnCleanser(plan);
      for (const texts of [first, second]) {
        const block = cleanser.cleanse(gather(texts), 1);
        const expected = texts.map((text) =>
          text === '' && options.missingAs === undefined ? null : cleanseValue(plan, text).value,
        );
        expect(textsOf(block)).toEqual(expected);
        expect(new Set(textsOf(block).filter((text) => text !== null)).size).toBe(block.ends.length);
      }
      const all = [...first, ...second];
      const values = all.map((text) => cleanseValue(plan, text));
      const { converted, failed, filledAfter } = cleanser.outcome;
      expect(filledAfter).toBe(values.filter(({ value }) => value !== null).length);
      expect(failed).toBe(values.filter(({ issue }) => issue !== null).length);
      const changed = values.filter(({ value }, at) => value !== null && value !== all[at]).length;
      // Values that a person set count as such.
      expect(converted).toBe(options.missingAs === undefined ? changed : changed - setIn(all));
    }),
    { numRuns: 25 },
  );
});

test('long texts that need no cleaning stay where they were gathered, as values and as source texts', () => {
  const texts = [`${long}1`, '', `${long}2`, `${long}3`, `${long}4`];
  const column = gather(texts);
  expect(holdsLongTexts(column)).toBe(true);
  const cleansed = new ColumnCleanser(planFor('notes')).cleanse(column, 1);
  for (const kept of [cleansed, keepTexts(1, column)]) {
    expect(kept.bytes.buffer).toBe(column.bytes.buffer);
    expect(textsOf(kept)).toEqual(texts.map((text) => (text === '' ? null : text)));
  }
});

const longCells = [1, 2, 3, 4].map((row) => `${long}${row}`);

test('cells that are empty or hold a placeholder count among long ones as anywhere', () => {
  const texts = [...longCells, '', 'n/a', 'x'];
  const cleanser = new ColumnCleanser(planFor('notes'));
  expect(textsOf(cleanser.cleanse(gather(texts), 1))).toEqual([...longCells, null, null, 'x']);
  expect(textsOf(cleanser.cleanse(gather([...longCells, '']), 8))).toEqual([...longCells, null]);
  expect(cleanser.outcome).toMatchObject({ filledBefore: 10, filledAfter: 9, placeholders: 1, converted: 0 });
});

test('a value that a person set stands in empty cells among long ones', () => {
  const cleanser = new ColumnCleanser(planFor('notes', { missingAs: 'none given' }));
  const block = cleanser.cleanse(gather([...longCells, '']), 1);
  expect(textsOf(block)).toEqual([...longCells, 'none given']);
});

test('long cells that cannot be read are told with their rows', () => {
  const cleanser = new ColumnCleanser(planFor('cpu_cores'));
  cleanser.cleanse(gather([...longCells, '4', `${long}1`]), 11);
  expect(cleanser.outcome).toMatchObject({ filledBefore: 6, filledAfter: 1, failed: 5 });
  const tally = cleanser.outcome.issues.get('invalid_value');
  expect(tally).toMatchObject({
    count: 5,
    ranges: [
      [11, 14],
      [16, 16],
    ],
  });
});

test('equal long texts are kept once, however long they are', () => {
  const column = gather([`${long}1`, `${long}2`, `${long}1`, `${long}2`]);
  for (const kept of [new ColumnCleanser(planFor('notes')).cleanse(column, 1), keepTexts(1, column)]) {
    expect([...kept.ids]).toEqual([1, 2, 1, 2]);
    expect(kept.bytes.length).toBe(encodeUtf8(long).length * 2 + 2);
  }
});

test('source texts come back as they were gathered, short or long, alike or not', () => {
  assert(
    property(manyCells, (texts) => {
      const column = gather(texts);
      const back = gatherTexts(keepTexts(1, column));
      expect(decodeUtf8(back.bytes)).toBe(decodeUtf8(column.bytes));
      expect(back.ends).toEqual(column.ends);
    }),
    { numRuns: 20 },
  );
});

test('what is made of a long cell is made once, and of each other one its own', () => {
  const { bytes, ends } = gather([`${long}1`, `${long}2`, `${long}1`, long]);
  const cells = new LongCells<number>(bytes);
  let learned = 0;
  const facts = Array.from(ends, (end, row) => cells.of(ends[row - 1] ?? 0, end, () => ++learned));
  expect(facts).toEqual([1, 2, 1, 3]);
});
