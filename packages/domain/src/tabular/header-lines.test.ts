import { describe, expect, test } from 'vitest';
import { detectLayout, type LayoutOptions } from './detect-layout.ts';
import { type FileLayout, isRefused, type Refusal } from './file-layout.ts';
import { encodeUtf8 } from './utf8.ts';

function detect(text: string, options?: LayoutOptions): FileLayout | { refused: Refusal } {
  return detectLayout({ bytes: encodeUtf8(text), isWhole: true }, options);
}
function layoutOf(text: string, options?: LayoutOptions): FileLayout {
  const layout = detect(text, options);
  if (isRefused(layout)) throw new Error(layout.refused.detail);
  return layout;
}
const headersOf = (text: string, options?: LayoutOptions) =>
  layoutOf(text, options).columns.map(({ header }) => header.trim());

const rows = (count: number, row: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => `${row(index + 1)}\n`).join('');

describe('a rule below the header', () => {
  test.each([
    ['of sqlcmd', 'name  |ip\n------|-------\n', `${rows(5, (k) => `srv${k}  |10.0.0.${k}`)}`],
    ['of psql', ' name | ip\n------+-------\n', `${rows(5, (k) => ` srv${k} | 10.0.0.${k}`)}`],
  ])('%s belongs to it: the rows start behind it, and it is kept as a note', (_name, head, body) => {
    const layout = layoutOf(head + body);
    expect(layout).toMatchObject({ headerLine: 1, dataLine: 3, dataOffset: head.length });
    expect(layout.columns.map(({ header }) => header.trim())).toEqual(['name', 'ip']);
    expect(layout.notes).toEqual([head.split('\n')[1]]);
  });
});
