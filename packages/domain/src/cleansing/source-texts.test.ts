import { array, assert, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { decodeUtf8, encodeUtf8 } from '../tabular/utf8.ts';
import type { GatheredColumn } from '../tabular/column-cells.ts';
import { gatherTexts, keepTexts } from './source-texts.ts';

function textsOf({ bytes, ends }: GatheredColumn): string[] {
  return Array.from(ends, (end, row) => decodeUtf8(bytes, ends[row - 1] ?? 0, end));
}

test('cells that are kept come back as they were gathered', () => {
  const cells = array(string({ unit: 'grapheme', maxLength: 4 }), { maxLength: 40 });
  assert(
    property(cells, (texts) => {
      const ends = new Int32Array(texts.length);
      let length = 0;
      for (const [row, text] of texts.entries()) ends[row] = length += encodeUtf8(text).length;
      const column = { bytes: encodeUtf8(texts.join('')), ends, missing: 0 };
      const back = gatherTexts(keepTexts(7, column));
      expect(textsOf(back)).toEqual(textsOf(column));
      expect(back.ends).toEqual(column.ends);
    }),
  );
});
