import { describe, expect, test } from 'vitest';
import { detectLayout } from './detect-layout.ts';
import { isRefused } from './file-layout.ts';
import { encodeUtf8 } from './utf8.ts';

function headerOf(text: string): { line: number; keys: string[]; notes: readonly string[] } {
  const layout = detectLayout({ bytes: encodeUtf8(text), isWhole: true });
  if (isRefused(layout)) throw new Error(layout.refused.detail);
  return { line: layout.headerLine, keys: layout.columns.map(({ key }) => key), notes: layout.notes };
}

const table = 'Server,OS,CPU\nsrv1,Linux,4\nsrv2,Windows,8\nsrv3,Linux,2\n';
const facts = 'Report,Server inventory\nGenerated,2026-01-01\nOwner,Ann Miller\n';

describe('facts about a file above its table', () => {
  test.each([
    ['a blank line below them', `${facts}\n${table}`, 5],
    ['no blank line', `${facts}${table}`, 4],
    ['only one of them', `Report,Server inventory\n\n${table}`, 3],
    ['a title above', `Server inventory\n${facts}\n${table}`, 6],
    ['cells to the width of the table', `${facts.replaceAll('\n', ',\n')},,\n${table}`, 5],
  ])('are notes, with %s', (_, text, line) => {
    expect(headerOf(text)).toMatchObject({ line, keys: ['Server', 'OS', 'CPU'] });
    expect(headerOf(text).notes.at(-1)).toMatch(/^(?:Owner,Ann Miller|Report,Server inventory)/);
  });

  test('are told from a table of the same width by the numbers that its header names', () => {
    const text = 'Report,Server inventory\nGenerated,2026-01-01\n\nServer,CPU\nsrv1,4\nsrv2,8\n';
    expect(headerOf(text)).toMatchObject({ line: 4, keys: ['Server', 'CPU'] });
  });
});

describe('the first line stays the header', () => {
  test.each([
    ['of a table with a blank line in it', 'Server,Role\nsrv1,web\n\nsrv2,db\nsrv3,mail\n'],
    ['of a table of numbers with a blank line in it', 'Server,CPU\nsrv1,4\n\nsrv2,8\nsrv3,2\n'],
    ['when it names fewer columns than the rows have', 'Server,Role\nsrv1,web,Linux\nsrv2,db,Linux\n'],
    ['when one row is too long', 'Server,Role\nsrv1,web\nsrv2,db,oops\nsrv3,mail\nsrv4,web\n'],
    ['of a table above another one', 'Server,CPU\nsrv1,4\nsrv2,8\n\nDisk,GB\nd1,10\nd2,20\n'],
  ])('%s', (_, text) => {
    expect(headerOf(text).line).toBe(1);
  });
});
