import { assert, array, constantFrom, double, integer, oneof, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { encodeUtf8 } from '../tabular/utf8.ts';
import { EvidenceCollector } from './column-evidence.ts';

test('plain numbers add the same evidence from their bytes as from their text', () => {
  const cells = oneof(
    double({ min: 0, max: 1e7, noNaN: true }).map((value) => value.toFixed(2)),
    double({ min: 0, max: 1e7, noNaN: true }).map((value) => `$${value.toLocaleString('en')}`),
    integer({ min: -5, max: 1e9 }).map(String),
    string({ unit: constantFrom(...'0123456789.,$- '.split('')), maxLength: 10 }),
  );
  let plain = 0;
  const isSame = property(array(cells, { maxLength: 30 }), (texts) => {
    const asTexts = new EvidenceCollector();
    const asBytes = new EvidenceCollector();
    const bytes = encodeUtf8(texts.join(''));
    let start = 0;
    for (const text of texts) {
      const end = start + text.length;
      if (asBytes.addPlain(bytes, start, end, 1)) plain++;
      else asBytes.add(text, 1);
      asTexts.add(text, 1);
      start = end;
    }
    expect({ texts, evidence: asBytes.result() }).toEqual({ texts, evidence: asTexts.result() });
  });
  assert(isSame, { numRuns: 300 });
  expect(plain).toBeGreaterThan(100);
});
