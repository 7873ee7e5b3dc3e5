import { array, assert, constantFrom, integer, oneof, property } from 'fast-check';
import { expect, test } from 'vitest';
import { ColumnProfiler, dictionaryLimits } from '../tabular/column-profiler.ts';
import type { GatheredColumn } from '../tabular/column-cells.ts';
import { encodeUtf8 } from '../tabular/utf8.ts';
import { EvidenceGatherer } from './evidence-gatherer.ts';

const column = { position: 1, key: 'c', header: 'c' };

function gathered(cells: readonly string[]): GatheredColumn {
  const ends = new Int32Array(cells.length);
  let length = 0;
  for (const [row, cell] of cells.entries()) ends[row] = length += encodeUtf8(cell).length;
  return { bytes: encodeUtf8(cells.join('')), ends, missing: 0 };
}

function evidenceOfProfile(cells: readonly string[], entries: number) {
  const profiler = new ColumnProfiler({ ...dictionaryLimits(1), entries });
  const middle = cells.length >> 1;
  for (const part of [cells.slice(0, middle), cells.slice(middle)]) profiler.addCells(gathered(part));
  return profiler.finish(column).evidence;
}

test('a profile has the evidence of all cells, also when its values do not fit the dictionary', () => {
  const cells = oneof(
    integer({ min: 0, max: 40 }).map(String),
    integer({ min: 0, max: 40 }).map((value) => `${value},5`),
    integer({ min: 1, max: 28 }).map((day) => `${day}/02/2024`),
    constantFrom('', '16 GB', '1.234', 'n/a', '-', ' 7 ', '$1,234.50'),
  );
  let varied = 0;
  const isSame = property(array(cells, { maxLength: 60 }), integer({ min: 1, max: 30 }), (texts, entries) => {
    const gatherer = new EvidenceGatherer();
    gatherer.addCells(gathered(texts));
    const found = evidenceOfProfile(texts, entries);
    if (new Set(texts).size > entries && found !== undefined) varied++;
    // A varied column of other values has none: it is read again if a person says that it holds numbers.
    const expected = gatherer.result();
    expect(found ?? expected).toEqual(expected);
  });
  // So many runs that chance alone never leaves too few of the varied ones.
  assert(isSame, { numRuns: 1000 });
  expect(varied).toBeGreaterThan(100);
});

function evidenceOf(text: (row: number) => string) {
  return evidenceOfProfile(
    Array.from({ length: 400 }, (_, row) => text(row)),
    10,
  );
}

test('varied columns of numbers, quantities and dates have evidence, those of names have none', () => {
  expect(evidenceOf((row) => `${row}.5`)).toMatchObject({ filled: 400 });
  expect(evidenceOf((row) => `${row} GB`)).toMatchObject({ units: { GB: 400 } });
  expect(evidenceOf((row) => `2024-01-01T00:${10 + (row % 50)}:${10 + (row % 40)}Z`)).toBeDefined();
  expect(evidenceOf((row) => `host-${row}`)).toBeUndefined();
  expect(evidenceOf((row) => `host-${row % 5}`)).toMatchObject({ filled: 400 });
});
