import { expect, test } from 'vitest';
import { fitsText } from './enrich-preview.ts';

test('a row that fits many assets names ten of them and counts the others', () => {
  const ids = Array.from({ length: 12 }, (_, index) => `id-${index}`);
  const names = new Map(ids.map((id) => [id, `web-${id}`]));
  expect(fitsText(ids, names)).toContain('web-id-9 (id-9) and 2 more. Choose');
  expect(fitsText(ids.slice(0, 2), names)).toMatch(
    /^The row fits web-id-0 \(id-0\), web-id-1 \(id-1\)\. Choose/,
  );
});
