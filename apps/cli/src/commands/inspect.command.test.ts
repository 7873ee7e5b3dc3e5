import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { inspectTableFile } from '@landfall/server/read-table';
import { fileEnd, sizeOfFile } from '../file-end.ts';
import { inspectText } from '../inspect-text.ts';

const folder = mkdtempSync(join(tmpdir(), 'landfall-inspect-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('landfall inspect', () => {
  test('tells how a file would be read, its rows, and what is skipped and damaged with their lines', async () => {
    const path = fileOf(
      'servers.csv',
      'Servers\n\nname;ip\nweb;10.0.0.1\nweb2;10.0.0.3\n\ndb;10.0.0.2;x\napp\nTotal: 4\n',
    );
    const found = await inspectTableFile(path, {});
    expect(found.row_count).toBe(4);
    expect(found.counts).toMatchObject({ short_rows: 1, faults: { too_many_cells: 1 } });
    const text = inspectText('servers.csv', found);
    expect(text).toContain('Delimiter     semicolon');
    expect(text).toContain('Header        line 3');
    expect(text).toContain('Title         Servers');
    expect(text).toContain('Skipped       1 blank (line 6)');
    expect(text).toContain('Skipped       1 totals (line 9)');
    expect(text).toContain('Damaged       1 too many cells');
  });

  test('a file that is not there, or is none, ends in a sentence', async () => {
    for (const [path, sentence] of [
      [join(folder, 'none.csv'), /^There is no file .*none\.csv\.$/],
      [folder, /is a directory; name a file\.$/],
    ] as const) {
      const end = { message: expect.stringMatching(sentence) };
      expect(fileEnd(path, await inspectTableFile(path, {}).catch((error: unknown) => error))).toMatchObject(
        end,
      );
      await expect(sizeOfFile(path)).rejects.toMatchObject(end);
    }
    expect(await sizeOfFile(fileOf('five.csv', 'a\n1\n2'))).toBe(5);
  });

  test('reads as it is told to', async () => {
    const path = fileOf('told.csv', 'a,b|c\nd,e|f\ng,h|i\n');
    const found = await inspectTableFile(path, { delimiter: '|', headerRow: 2 });
    expect(found.detection).toMatchObject({ delimiter: '|', header_row: 2, title_lines: ['a,b|c'] });
    expect(found.rows).toEqual([{ line_number: 3, cells: { 'd,e': 'g,h', f: 'i' } }]);
  });
});
