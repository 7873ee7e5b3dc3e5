import { describe, expect, test } from 'vitest';
import { memoryFile, readTable, refusalOf } from '../read-table.ts';
import { encodeUtf8 } from '../utf8.ts';
import { xmlReader } from './xml-source.ts';

const servers = Array.from(
  { length: 2000 },
  (_, index) => `<server id="${index}"><name>srv-${index}</name><note>${'x'.repeat(180)}</note></server>`,
);
const far = 1800;
const documentOf = (parts: readonly string[]) =>
  `<?xml version="1.0"?>\n<servers>\n${parts.join('\n')}\n</servers>\n`;
const broken = (change: (server: string) => string, at = far) =>
  documentOf(servers.map((server, index) => (index === at ? change(server) : server)));
const read = (text: string, pieceBytes?: number) =>
  readTable(xmlReader, memoryFile(encodeUtf8(text), pieceBytes));

type Case = readonly [where: string, text: string, found: string];

describe('XML that is broken far behind its beginning', () => {
  const cases: readonly [Case, ...Case[]] = [
    [
      'within a row',
      broken((server) => server.replace('</name>', '</nam>')),
      '<server id="1800"><name>srv-1800',
    ],
    ['between two rows', broken((server) => `<><${server}`), ''],
    [
      'by its end',
      documentOf(servers).slice(0, documentOf(servers).indexOf('srv-1800') + 4),
      '<server id="1800"><name>',
    ],
  ];

  test.each(cases)('keeps the rows before and rejects the place: broken %s', async (_where, text, found) => {
    const table = await read(text);
    expect(table.rows).toHaveLength(far + 1);
    expect(table.damaged).toEqual([far + 1]);
    expect(table.rows[far - 1]).toContain('srv-1799');
    expect(table.rows[far]?.[0]?.startsWith(found)).toBe(true);
    expect(table.notes[0]).toMatchObject({ code: 'damaged_record', record: far + 1 });
    expect(table.notes[0]?.detail).toContain('line 1803');
    expect(table.notes[1]).toMatchObject({ code: 'broken_off', record: 0 });
    expect(table.facts.breakage).toBe(table.notes[1]?.detail);
  });

  test('says the same however the file is cut into pieces', async () => {
    const text = cases[0][1];
    const whole = await read(text);
    for (const size of [61, 4099, 65_537]) expect(await read(text, size)).toEqual(whole);
  });

  test('is refused near its beginning, and a document type wherever it stands', async () => {
    const near = broken((server) => server.replace('</name>', '</nam>'), 10);
    expect(await refusalOf(xmlReader, memoryFile(encodeUtf8(near)))).toMatchObject({
      code: 'file_unreadable',
    });
    const doctype = broken((server) => `<!DOCTYPE x>${server}`);
    expect(await refusalOf(xmlReader, memoryFile(encodeUtf8(doctype)))).toMatchObject({
      code: 'xml_doctype_refused',
    });
  });
});
