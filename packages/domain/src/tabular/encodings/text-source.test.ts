import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellTexts } from '../cell-value.ts';
import { CsvScanner } from '../csv-scanner.ts';
import { memoryFile, refusalOf } from '../read-table.ts';
import { defaultReadingLimits } from '../table-source.ts';
import { encodeUtf8 } from '../utf8.ts';
import { charactersOf, encodeText } from './encode-text.ts';
import {
  multiByteEncodings,
  singleByteEncodings,
  type TextEncoding,
  textEncodings,
} from './text-encoding.ts';
import { textReader } from './text-source.ts';

async function read(
  bytes: Uint8Array,
  options: { size?: number; encoding?: string; delimiter?: string } = {},
): Promise<string[][]> {
  const choices = options.encoding === undefined ? {} : { encoding: options.encoding };
  const source = await textReader.open(memoryFile(bytes, options.size), {
    choices,
    limits: defaultReadingLimits,
  });
  const records: string[][] = [];
  const scanner = new CsvScanner((options.delimiter ?? ',').charCodeAt(0), (record) =>
    records.push(cellTexts(record)),
  );
  for await (const piece of source.read()) scanner.push(piece);
  scanner.end();
  return records;
}

function cellsIn(encoding: TextEncoding): fc.Arbitrary<string> {
  if (encoding.startsWith('utf-')) return fc.string({ unit: 'grapheme', maxLength: 8 });
  const characters = charactersOf(encoding).filter((each) => each >= ' ');
  return fc.array(fc.constantFrom(...characters), { maxLength: 8 }).map((list) => list.join(''));
}

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;

test.each(textEncodings)('a table written in %s is read back in every dialect', async (encoding) => {
  const rows = fc.array(fc.array(cellsIn(encoding), { minLength: 2, maxLength: 4 }), {
    minLength: 1,
    maxLength: 6,
  });
  const dialect = fc.record({
    delimiter: fc.constantFrom(',', ';', '\t', '|'),
    lineBreak: fc.constantFrom('\n', '\r\n', '\r'),
    size: fc.integer({ min: 1, max: 64 }),
  });
  await fc.assert(
    fc.asyncProperty(rows, dialect, async (table, { delimiter, lineBreak, size }) => {
      const text = table.map((row) => row.map(quoted).join(delimiter) + lineBreak).join('');
      expect(await read(encodeText(text, encoding), { size, encoding, delimiter })).toEqual(table);
    }),
    { numRuns: 15 },
  );
});

test('text in UTF-8 passes byte by byte, its mark included', async () => {
  const bytes = Uint8Array.from([0xef, 0xbb, 0xbf, ...encodeUtf8('a,é\r\n')]);
  const source = await textReader.open(memoryFile(bytes), { choices: {}, limits: defaultReadingLimits });
  const pieces: number[] = [];
  for await (const piece of source.read()) pieces.push(...piece);
  expect(pieces).toEqual([...bytes]);
  expect(source.facts).toMatchObject({ format: 'delimited_text', encoding: 'utf-8', encodingCertainty: 1 });
});

test('a byte far behind the head that has no character is refused with its offset and other encodings', async () => {
  const line = 'srv-01;Zürich;Jürgen Müller;Größe\r\n';
  const good = encodeText(line.repeat(10_000), 'windows-1252');
  const bytes = new Uint8Array(good.length + 3);
  bytes.set(good);
  bytes.set([0x61, 0x81, 0x0a], good.length);
  const refusal = await refusalOf(textReader, memoryFile(bytes, 65_536));
  expect(refusal).toMatchObject({ code: 'encoding_undecidable', byteOffset: good.length + 1 });
  expect(refusal?.candidates?.map(({ encoding }) => encoding)).not.toContain('windows-1252');
});

test('letters that come only behind the head are judged when they come', async () => {
  const plain = encodeUtf8('srv-01;Berlin;Web server\r\n'.repeat(12_000));
  const late = encodeText(
    'srv-02;Zürich;Jürgen Müller\r\nsrv-03;Köln;Jörg Schäfer\r\n'.repeat(3),
    'windows-1252',
  );
  const bytes = new Uint8Array(plain.length + late.length);
  bytes.set(plain);
  bytes.set(late, plain.length);
  const refusal = await refusalOf(textReader, memoryFile(bytes, 65_536));
  expect(refusal).toMatchObject({ code: 'encoding_undecidable', byteOffset: plain.length + 8 });
  expect(refusal?.candidates?.[0]).toMatchObject({
    encoding: 'windows-1252',
    preview: ['srv-02;Zürich;Jürgen Müller', 'srv-03;Köln;Jörg Schäfer'],
  });
});

test('the encoding a person chose is read even where another seems likelier', async () => {
  const bytes = encodeText('Zürich\n', 'windows-1252');
  expect(await read(bytes, { encoding: 'iso-8859-5' })).toEqual([['Zќrich']]);
  expect([...multiByteEncodings, ...singleByteEncodings]).toContain('iso-8859-5');
});
