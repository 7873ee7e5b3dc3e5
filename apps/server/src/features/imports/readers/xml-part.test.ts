import { describe, expect, test } from 'vitest';
import { defaultReadingLimits, TabularRefusal } from '@landfall/domain/tabular/table-source';
import { workbookParts, zipOf } from '../../../../test/workbook.ts';
import { sizedBytes } from './sized-file.ts';
import { xlsxReader } from './xlsx-reader.ts';
import { xmlPartText } from './xml-part.ts';

const parts = workbookParts({
  sheets: [
    {
      name: 'Zürich 東京',
      rows: '<row><c t="inlineStr"><is><t>name</t></is></c><c t="inlineStr"><is><t>os</t></is></c></row><row><c t="s"><v>0</v></c><c t="inlineStr"><is><t>Größe 😀</t></is></c></row>',
    },
  ],
  strings: '<si><t>srv-東京</t></si>',
  formats: ['0.00'],
});

const swapped = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
const written: Readonly<Record<string, (text: string) => Buffer>> = {
  'UTF-16 LE with a mark': (text) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
  'UTF-16 BE with a mark': (text) => swapped(`\uFEFF${text}`),
  'UTF-16 LE without a mark': (text) => Buffer.from(text, 'utf16le'),
  'UTF-16 BE without a mark': (text) => swapped(text),
  'UTF-8': (text) => Buffer.from(text),
};

async function textOf(file: Uint8Array): Promise<string> {
  const source = await xlsxReader.open(sizedBytes(file), { choices: {}, limits: defaultReadingLimits });
  const pieces: Uint8Array[] = [];
  for await (const piece of source.read()) pieces.push(piece);
  return `${source.facts.sheet}: ${Buffer.concat(pieces).toString()}`;
}

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.slice(at, at + size));
}

async function partOf(bytes: Uint8Array, size = bytes.length): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of xmlPartText(inPieces(bytes, size), 'xl/x.xml')) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

describe('parts of a workbook', () => {
  test.each(Object.entries(written))('are read in %s', async (_name, write) => {
    const file = zipOf(
      parts.map((part) => ({ ...part, content: write(`<?xml version="1.0"?>${String(part.content)}`) })),
    );
    expect(await textOf(file)).toBe('Zürich 東京: name,os\nsrv-東京,Größe 😀\n');
  });

  test('are the same text in pieces of every size from 1 to 64 bytes', async () => {
    const text = `<?xml version="1.0" encoding="UTF-16"?><a>${'Größe 😀 '.repeat(40)}</a>`;
    for (const [name, write] of Object.entries(written)) {
      for (let size = 1; size <= 64; size++) {
        expect([name, size, (await partOf(write(text), size)).replace('\uFEFF', '')]).toEqual([
          name,
          size,
          text,
        ]);
      }
    }
  });

  test('are read in the encoding that their declaration names', async () => {
    const text = '<?xml version="1.0" encoding="windows-1252"?><a>Größe</a>';
    expect(await partOf(Buffer.from(text, 'latin1'))).toBe(text);
  });

  test('are refused in an encoding that is none, and where bytes are no text', async () => {
    const unknown = Buffer.from('<?xml version="1.0" encoding="x-secret"?><a/>');
    await expect(partOf(unknown)).rejects.toThrow(TabularRefusal);
    const half = Buffer.concat([
      Buffer.from('\uFEFF<a>', 'utf16le'),
      Buffer.from([0x00, 0xdc]),
      Buffer.from('</a>', 'utf16le'),
    ]);
    await expect(partOf(half)).rejects.toThrow('no text at byte');
    await expect(partOf(Buffer.from('\uFEFF<a/>', 'utf16le').subarray(0, -1))).rejects.toThrow(
      TabularRefusal,
    );
  });
});
