import { describe, expect, test } from 'vitest';
import { TabularRefusal } from '../table-source.ts';
import { decodeUtf8 } from '../utf8.ts';
import { detectEncoding } from './detect-encoding.ts';
import { encodeText } from './encode-text.ts';
import type { TextEncoding } from './text-encoding.ts';
import { transcode } from './transcoder.ts';

function detect(bytes: Uint8Array) {
  try {
    const found = detectEncoding({ bytes, isWhole: true });
    return { ...found, text: decodeUtf8(transcode(bytes, found.encoding)) };
  } catch (error) {
    if (error instanceof TabularRefusal) return error.refusal;
    throw error;
  }
}

function table(cell: string, encoding: TextEncoding): Uint8Array {
  return encodeText(`host,owner\na1,${cell}\na2,x\n`, encoding);
}

describe('one cell of a table in ASCII', () => {
  test.each(['Müller', 'Größe', 'Düsseldorf', 'São Paulo', 'Bogotá', 'André', 'Malmö', 'Århus', 'MÜNCHEN'])(
    '%s is simply read as windows-1252',
    (cell) => expect(detect(table(cell, 'windows-1252'))).toMatchObject({ encoding: 'windows-1252' }),
  );

  test.each(['Intel® Xeon®', 'Core™ i7', 'Temp (°C)', '5 m²', '12 km²', 'Preis²', 'Größe in µm'])(
    'the symbols of %s tell no language and are read',
    (cell) => expect(detect(table(cell, 'windows-1252'))).toMatchObject({ encoding: 'windows-1252' }),
  );

  test.each(['Käö', 'ää', 'é'])('%s is asked about, as windows-1252 first', (cell) => {
    const candidates = [expect.objectContaining({ encoding: 'windows-1252', preview: [`a1,${cell}`] })];
    expect(detect(table(cell, 'windows-1252'))).toMatchObject({ code: 'encoding_undecidable' });
    expect(detect(table(cell, 'windows-1252'))).toHaveProperty(
      'candidates',
      expect.arrayContaining(candidates),
    );
  });

  test.each([
    ['Sebeş', 'iso-8859-2'],
    ['Mariña', 'macintosh'],
    ['Città', 'ibm437'],
    ['OPŢIUNE', 'ibm852'],
    ['Župa', 'iso-8859-2'],
    ['מלך', 'iso-8859-8'],
  ] as const)('%s in %s is not taken for symbols or letters of another encoding', (cell, encoding) => {
    const found = detect(table(cell, encoding));
    expect('text' in found ? found.text : cell).toContain(cell);
  });
});

describe('what one word decides', () => {
  const many = Array.from({ length: 600 }, (_, k) => `srv${k};Jürgen Müller ${k};Köln\n`).join('');

  test('a word behind hundreds of others tells apart encodings that share the rest', () => {
    const text = `${many}srv;Škoda;Žilina\n`;
    const found = detect(encodeText(text, 'iso-8859-15'));
    expect('text' in found ? found.text : text).toBe(text);
  });

  test('a byte that windows-1252 lacks does not make Western text Arabic', () => {
    const bytes = Uint8Array.from([...encodeText(many, 'windows-1252'), 0x81, 0x0a]);
    expect(detect(bytes)).toMatchObject({ code: 'encoding_undecidable' });
  });

  test('the preview shows the lines that candidates read differently, around what differs', () => {
    const rows = ['a;Kéte', 'b;Lédé', 'c;Méré', 'd;Nézé', `${'x'.repeat(300)};Peña`];
    const found = detect(encodeText(rows.join('\n'), 'windows-1252'));
    const previews = (found.candidates ?? []).flatMap(({ preview }) => preview);
    expect(previews).toContain(`…${'x'.repeat(37)};Peńa`);
  });
});
