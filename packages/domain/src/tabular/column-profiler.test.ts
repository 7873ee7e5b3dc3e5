import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GatheredColumn } from './column-cells.ts';
import type { ColumnProfile } from './column-profile.ts';
import { ColumnProfiler, dictionaryLimits } from './column-profiler.ts';
import { DistinctDictionary } from './distinct-dictionary.ts';
import { recogniseValue } from './recognise-value.ts';
import { encodeUtf8 } from './utf8.ts';

const column = { position: 1, key: 'c', header: 'c' };
const roomy = dictionaryLimits(1);
const tight = { entries: 4, bytes: 1000 };

function gathered(cells: readonly (string | null)[]): GatheredColumn {
  const values = cells.map((cell) => encodeUtf8(cell ?? ''));
  const ends = new Int32Array(cells.length);
  for (const [row, { length }] of values.entries()) ends[row] = (ends[row - 1] ?? 0) + length;
  const bytes = Uint8Array.from(values.flatMap((value) => [...value]));
  return { bytes, ends, missing: cells.filter((cell) => cell === null).length };
}

function profile(cells: readonly (string | null)[], limits = roomy): ColumnProfile {
  const profiler = new ColumnProfiler(limits);
  // In two parts, as blocks of rows come.
  const middle = cells.length >> 1;
  for (const part of [cells.slice(0, middle), cells.slice(middle)]) profiler.addCells(gathered(part));
  return profiler.finish(column);
}

describe('F66 what counts as no value', () => {
  test('missing, empty, blank and placeholder cells are told apart; zero and false are values', () => {
    const found = profile([null, '', '  ', 'n/a', 'TBD', '0', 'false', 'x']);
    expect(found).toMatchObject({
      rows: 8,
      nullCount: 1,
      emptyCount: 2,
      placeholderCount: 2,
      placeholderWords: [
        { value: 'n/a', count: 1 },
        { value: 'tbd', count: 1 },
      ],
      distinctCount: 3,
    });
    expect(found.kinds).toEqual({ integer: 1, boolean: 1, text: 1 });
    expect(found.samples).toEqual(['0', 'false', 'x']);
  });

  test('a column without any value has no figures of values', () => {
    expect(profile([null, '', '-'])).toMatchObject({
      minLength: null,
      avgLength: null,
      numeric: null,
      topValues: [],
    });
  });
});

test('lengths are in characters', () => {
  expect(profile(['é', '日本', 'abcd'])).toMatchObject({ minLength: 1, maxLength: 4, avgLength: 7 / 3 });
});

test('numbers are summed up, F67 and never by NaN or infinity', () => {
  expect(profile(['1', '2', '3', '4', '100']).numeric).toEqual({
    min: 1,
    max: 100,
    mean: 22,
    p50: 3,
    p95: 100,
  });
  const odd = profile(['NaN', 'Infinity', '1e999', '-Infinity']);
  expect(odd.numeric).toBeNull();
});

test('units, lists and shapes are counted over all rows', () => {
  const found = profile(['16 GB', '32 GB', '64 MB', 'a;b;c', 'a;b;c;d']);
  expect(found.unitHints).toEqual([
    { value: 'GB', count: 2 },
    { value: 'MB', count: 1 },
  ]);
  expect(found.multiValue).toEqual({ rows: 2, separator: ';', maxItems: 4 });
  expect(found.patterns[0]).toEqual({ value: '99 AA', count: 3 });
});

test('F41 a very long cell is counted in full and shown cut', () => {
  const found = profile(['x'.repeat(5000)]);
  expect(found.maxLength).toBe(5000);
  expect(found.samples[0]).toHaveLength(301);
});

test('F67 a NUL character never reaches a profile', () => {
  expect(profile(['a\0b']).samples).toEqual(['a\uFFFDb']);
});

const value = fc.oneof(
  fc.constantFrom(
    '0',
    'n/a',
    '',
    ' ',
    '10.0.0.1',
    '2024-01-02',
    'web-1',
    'a@b.de',
    '1,5',
    '16 GB',
    'a;b;c',
    'yes',
    'é',
  ),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);

function naiveKinds(cells: readonly string[], found: ColumnProfile): Record<string, number> {
  const kinds: Record<string, number> = {};
  for (const cell of cells) {
    const single = profile([cell]);
    if (single.emptyCount + single.placeholderCount > 0) continue;
    const kind = recogniseValue(cell);
    kinds[kind] = (kinds[kind] ?? 0) + 1;
  }
  expect(found.rows).toBe(cells.length);
  return kinds;
}

test('values that repeat and addresses are counted exactly to 32,768; of others half as many are kept', () => {
  const names = Array.from({ length: 20_000 }, (_, index) => `srv-${index}`);
  const repeated = profile(names.flatMap((name) => [name, name]));
  expect(repeated).toMatchObject({ distinctCount: 20_000, distinctExact: true, rows: 40_000 });
  const unique = profile(names);
  expect(unique).toMatchObject({ distinctExact: false, rows: 20_000 });
  expect(Math.abs(unique.distinctCount - 20_000)).toBeLessThan(600);
  const addresses = Array.from({ length: 20_000 }, (_, index) => `10.1.${index >> 8}.${index & 255}`);
  expect(profile([...addresses, ...addresses])).toMatchObject({ distinctCount: 20_000, distinctExact: true });
  const many = Array.from({ length: 40_000 }, (_, index) => `srv-${index}`);
  expect(profile(many.flatMap((name) => [name, name])).distinctExact).toBe(false);
});

test('F76 every figure but the distinct count is the same whether or not the values fit the dictionary', () => {
  fc.assert(
    fc.property(fc.array(value, { maxLength: 60 }), (cells) => {
      const exact = profile(cells);
      const bounded = profile(cells, tight);
      const {
        distinctCount: _a,
        distinctExact: _b,
        topValues: _c,
        samples: _d,
        numeric: _e,
        evidence: _f,
        patterns: shapes,
        ...figures
      } = exact;
      expect(bounded).toMatchObject(figures);
      expect(new Set(bounded.patterns)).toEqual(
        new Set(bounded.patterns.length < 10 ? shapes : bounded.patterns),
      );
      expect(exact.kinds).toEqual(naiveKinds(cells, exact));
    }),
    { numRuns: 200 },
  );
});

test('F76 a defect in the last of 100,000 rows is found and counted', () => {
  const cells = Array.from({ length: 99_999 }, (_, k) => `10.${k >> 16}.${(k >> 8) & 255}.${k & 255}`);
  const found = profile([...cells, '10.0.0.999']);
  expect(found.kinds).toEqual({ ip: 99_999, version: 1 });
  expect(found.distinctExact).toBe(false);
  expect(Math.abs(found.distinctCount - 100_000)).toBeLessThan(3_000);
});

test('counts of frequent values stay exact when the dictionary overflows', () => {
  const cells = Array.from({ length: 50_000 }, (_, k) => (k % 10 === 0 ? 'shared' : `unique-${k}`));
  expect(profile(cells).topValues[0]).toEqual({ value: 'shared', count: 5_000 });
});

describe('dictionary', () => {
  test('tells apart values of every length, also where one is the start of the other', () => {
    const dictionary = new DistinctDictionary(roomy);
    const values = Array.from({ length: 40 }, (_, k) =>
      'abcdefghijklmnopqrstuvwxyz0123456789\0\0\0\0'.slice(0, k),
    );
    for (const text of [...values, ...values]) {
      const bytes = encodeUtf8(text);
      dictionary.add(bytes, 0, bytes.length);
    }
    const counts: number[] = [];
    dictionary.forEach(({ count }) => counts.push(count));
    expect(counts).toEqual(values.map(() => 2));
  });

  test('counts as a map does', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 10 }), { maxLength: 200 }), (values) => {
        const dictionary = new DistinctDictionary(roomy);
        const expected = new Map<string, number>();
        for (const bytes of values) {
          dictionary.add(bytes, 0, bytes.length);
          expected.set(bytes.join(), (expected.get(bytes.join()) ?? 0) + 1);
        }
        const found: [string, number][] = [];
        dictionary.forEach(({ bytes, start, end, count }) =>
          found.push([bytes.subarray(start, end).join(), count]),
        );
        expect(found).toEqual([...expected]);
      }),
    );
  });
});
