import { describe, expect, test } from 'vitest';
import { type PiiScan, PiiScanner } from './pii-scan.ts';

function scanOf(header: string, cells: readonly string[], field: string | null = null): PiiScan {
  const scanner = new PiiScanner([{ position: 1, header, field }], cells.length);
  for (const [row, cell] of cells.entries()) scanner.add(row, 0, cell);
  return scanner.result();
}

const hitsOf = (cells: readonly string[], header = 'Value') => scanOf(header, cells).columns[0]?.hits;

/** Sixteen digits that begin as cards do and count up, so that one of ten has the right check digit. */
const portNames = Array.from({ length: 100 }, (_, at) => String(4_000_123_400_000_000 + at));
/** Polish numbers of people, with check digits that fit. */
const people = [
  '44051401359',
  '02070803628',
  '54030268860',
  '35013096720',
  '55101320290',
  '58061866242',
  '44051401458',
  '86012412345',
];

describe('check digits that fit by chance', () => {
  test('make no card of a number in ten, and mark no row', () => {
    const scan = scanOf('Port', portNames);
    expect(scan.columns[0]).toMatchObject({ filled: 100, hits: {}, samples: [] });
    expect(portNames.flatMap((_, row) => scan.kindsOf(row))).toEqual([]);
  });

  test('are no chance where most values have them', () => {
    const cells = ['4111111111111111', '5555555555554444', '4111111111111112'];
    const scan = scanOf('Value', cells);
    expect(scan.columns[0]?.hits).toEqual({ payment_card: 2 });
    expect(cells.map((_, row) => scan.kindsOf(row))).toEqual([['payment_card'], ['payment_card'], []]);
    expect(scan.columns[0]?.samples).toEqual([
      { row: 1, value: '######11' },
      { row: 2, value: '######44' },
    ]);
  });

  test('of thirteen digits are those of article numbers, unless the header says card', () => {
    expect(hitsOf(['4222222222222'])).toEqual({});
    expect(hitsOf(['4222222222222'], 'Card number')).toEqual({ payment_card: 1 });
  });
});

test('a form that other numbers have too takes ten values, nearly all valid', () => {
  const valid = people.slice(0, 6);
  expect(hitsOf([...valid, ...valid])).toEqual({ national_id: 12 });
  expect(hitsOf(valid)).toEqual({});
  expect(hitsOf([...valid, ...valid, '12345678901', '12345678902', '12345678903'])).toEqual({});
  expect(hitsOf(valid, 'PESEL')).toEqual({ national_id: 6 });
});

test('who answers for data is listed with the column, and says nothing about the row', () => {
  const scan = scanOf('Owner', ['ann@example.org'], 'data_owner');
  expect(scan.columns[0]?.hits).toEqual({ email: 1 });
  expect(scan.kindsOf(0)).toEqual([]);
});
