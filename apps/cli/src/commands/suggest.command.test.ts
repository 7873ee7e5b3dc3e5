import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { CommandEnd, exitCodes } from '../exit-codes.ts';
import { suggestFile } from './suggest.command.ts';

const folder = mkdtempSync(join(tmpdir(), 'landfall-suggest-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** How the command ends for a file it cannot take. */
async function endOf(path: string, options = {}): Promise<CommandEnd> {
  try {
    await suggestFile(path, options);
  } catch (error) {
    if (error instanceof CommandEnd) return error;
    throw error;
  }
  throw new Error('The file was taken.');
}

describe('landfall suggest', () => {
  test('answers key, header, suggestions and decision for every column', async () => {
    const path = fileOf('servers.csv', 'Host Name,Host Name,,Cost\nweb-01,web-01.example,10.0.0.1,5\n');
    const { file, category, columns } = await suggestFile(path, { category: 'infrastructure' });
    expect([file, category]).toEqual(['servers.csv', 'infrastructure']);
    expect(columns.map(({ key, header }) => [key, header])).toEqual([
      ['Host Name', 'Host Name'],
      ['Host Name#2', 'Host Name'],
      ['__EMPTY_3', ''],
      ['Cost', 'Cost'],
    ]);
    const [first] = columns;
    expect(first?.decision).toBe('hostname');
    expect(first?.suggestions[0]).toMatchObject({ target: 'hostname' });
    expect(first?.suggestions[0]?.evidence[0]).toMatchObject({
      signal: expect.any(String),
      text: expect.any(String),
    });
    expect(columns[3]).toMatchObject({ decision: null });
  });

  test('tells the category from the headers when none is given', async () => {
    const path = fileOf('flows.csv', 'Source IP,Destination IP,Destination Port\n10.0.0.1,10.0.0.2,443\n');
    expect((await suggestFile(path, {})).category).toBe('app_discovery');
  });

  test('takes a file with a header and no rows', async () => {
    const path = fileOf('empty-rows.csv', 'Name,Serial Number,Location\n');
    expect((await suggestFile(path, {})).columns.map(({ decision }) => decision)).toEqual([
      'name',
      'serial_number',
      'location',
    ]);
  });

  test('refuses other content, damaged text and absent files with a sentence', async () => {
    const pdf = await endOf(fileOf('book.xlsx', '%PDF-1.7'));
    expect([pdf.exitCode, pdf.message]).toEqual([exitCodes.refused, expect.stringContaining('PDF')]);
    const damaged = await endOf(
      fileOf('damaged.csv', Uint8Array.from([0x61, 0x2c, 0x62, 0x0a, 0xff, 0xfe, 0xfd, 0x2c, 0x31])),
    );
    expect(damaged.exitCode).toBe(exitCodes.refused);
    expect((await endOf(join(folder, 'absent.csv'))).exitCode).toBe(exitCodes.usage);
  });
});
