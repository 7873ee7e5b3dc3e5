import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inventoryTexts, rareEncodings, usualEncodings } from '../../../test/inventory-texts.ts';
import type { Refusal } from '../file-layout.ts';
import { TabularRefusal } from '../table-source.ts';
import { decodeUtf8, encodeUtf8 } from '../utf8.ts';
import { detectEncoding, type DetectedEncoding, sureEnough } from './detect-encoding.ts';
import { encodeText } from './encode-text.ts';
import { findEncoding, singleByteEncodings, type TextEncoding } from './text-encoding.ts';
import { transcode } from './transcoder.ts';

function detect(bytes: Uint8Array, chosen?: string): DetectedEncoding | Refusal {
  try {
    return detectEncoding({ bytes, isWhole: true }, chosen);
  } catch (error) {
    if (error instanceof TabularRefusal) return error.refusal;
    throw error;
  }
}

function readAs(bytes: Uint8Array, label: string): string {
  const encoding = findEncoding(label);
  return encoding === undefined ? '' : decodeUtf8(transcode(bytes, encoding));
}

function encoded(text: string, encoding: TextEncoding): Uint8Array | undefined {
  try {
    return encodeText(text, encoding);
  } catch {
    return undefined;
  }
}

function casesOf(language: keyof typeof usualEncodings, encodings: readonly TextEncoding[]) {
  return encodings.flatMap((encoding) =>
    inventoryTexts[language].flatMap((text, index) => {
      const bytes = encoded(text, encoding);
      const name = `${language} ${index + 1} in ${encoding}`;
      return bytes === undefined ? [] : [{ name, text, bytes, encoding, isLong: index === 0 }];
    }),
  );
}

const languages = Object.keys(usualEncodings).filter(
  (key): key is keyof typeof usualEncodings => key in usualEncodings,
);
const written = languages.flatMap((language) => casesOf(language, usualEncodings[language]));
const rarely: Partial<Record<keyof typeof usualEncodings, readonly TextEncoding[]>> = rareEncodings;
const rarelyWritten = languages.flatMap((language) => casesOf(language, rarely[language] ?? []));

test.each([...written, ...rarelyWritten])('$name is read right or asked about', ({ text, bytes }) => {
  const found = detect(bytes);
  const isRight =
    'encoding' in found ? readAs(bytes, found.encoding) === text : found.code === 'encoding_undecidable';
  expect([found, isRight]).toEqual([found, true]);
});

test('F30 three rows are enough to be sure of the encodings in daily use', () => {
  const unsure = written.filter(({ isLong, bytes }) => isLong && !('encoding' in detect(bytes)));
  expect(unsure.map(({ name }) => name)).toEqual([]);
});

test('F30 single rows are never read wrong', () => {
  for (const { text, encoding } of [...written, ...rarelyWritten]) {
    for (const row of text.split('\n').slice(1)) {
      const bytes = encodeText(`${row}\n`, encoding);
      const found = detect(bytes);
      expect('encoding' in found ? readAs(bytes, found.encoding) : `${row}\n`).toBe(`${row}\n`);
    }
  }
});

test('an encoding of an older system is told by three rows, or offered', () => {
  const missed = rarelyWritten.filter(({ isLong, text, bytes }) => {
    const found = detect(bytes);
    const labels = (found.candidates ?? []).map((each) => each.encoding);
    if ('encoding' in found) labels.push(found.encoding);
    return isLong && !labels.some((label) => readAs(bytes, label) === text);
  });
  expect(missed.map(({ name }) => name)).toEqual([]);
});

test('random rows of words in an encoding of their language are read right or asked about', () => {
  const cases = written.filter(({ isLong }) => isLong);
  const picked = fc.constantFrom(...cases).chain(({ text, encoding }) => {
    const cells = text.split(/[;,\n]/).filter((cell) => cell !== '');
    return fc.record({
      encoding: fc.constant(encoding),
      text: fc
        .array(fc.constantFrom(...cells), { minLength: 2, maxLength: 12 })
        .map((list) => `${list.join(';')}\n`),
    });
  });
  fc.assert(
    fc.property(picked, ({ text, encoding }) => {
      const bytes = encodeText(text, encoding);
      const found = detect(bytes);
      expect('encoding' in found ? readAs(bytes, found.encoding) : text).toBe(text);
    }),
    { numRuns: 100 },
  );
});

describe('what leaves no doubt', () => {
  test.each([
    ['UTF-8 with a mark', 'efbbbf61', 'utf-8', true],
    ['UTF-16 with a mark, little end first', 'fffe6100', 'utf-16le', true],
    ['UTF-16 with a mark, big end first', 'feff0061', 'utf-16be', true],
    ['UTF-32 with a mark, little end first', 'fffe000061000000', 'utf-32le', true],
    ['UTF-32 with a mark, big end first', '0000feff00000061', 'utf-32be', true],
    ['GB18030 with a mark', '8431953361', 'gb18030', true],
    ['ASCII', '612c620a', 'utf-8', false],
    ['UTF-8', 'c3a9', 'utf-8', false],
    ['no byte', '', 'utf-8', false],
  ])('%s', (_name, hex, encoding, hasByteOrderMark) => {
    const found = detect(Uint8Array.from(Buffer.from(hex, 'hex')));
    expect(found).toMatchObject({ encoding, certainty: 1, hasByteOrderMark });
  });

  test('UTF-16 without a mark is told by its zero bytes, in any language', () => {
    for (const text of Object.values(inventoryTexts).flat()) {
      for (const encoding of ['utf-16le', 'utf-16be'] as const) {
        expect(detect(encodeText(text, encoding))).toMatchObject({ encoding });
      }
    }
  });

  test('text with a stray zero byte is not UTF-16', () => {
    expect(detect(encodeUtf8('name,note\nsrv1,a\0b\nsrv2,c\n'))).toMatchObject({ encoding: 'utf-8' });
  });

  test('a head that ends within a character of UTF-8 is UTF-8 while more follows', () => {
    const bytes = encodeUtf8('name,é').subarray(0, 6);
    expect(detectEncoding({ bytes, isWhole: false }).encoding).toBe('utf-8');
    expect(detect(bytes)).toMatchObject({ code: 'encoding_undecidable', byteOffset: 5 });
  });
});

describe('what is asked about', () => {
  test('candidates are told with how sure each is and how it reads', () => {
    const found = detect(encodeText('Nom;Ville\nsrv1;Genève\n', 'ibm850'));
    expect(found).toMatchObject({ code: 'encoding_undecidable', byteOffset: 18 });
    const { candidates = [] } = found;
    const right = candidates.find(({ encoding }) => encoding === 'ibm850');
    expect(right?.preview).toEqual(['srv1;Genève']);
    expect(candidates.every(({ certainty }) => certainty >= 0 && certainty < sureEnough)).toBe(true);
  });

  test('UTF-8 with a damaged place is not taken for another encoding', () => {
    const good = encodeUtf8('name;ort\nsrv1;München\nsrv2;Köln\nsrv3;Düsseldorf\n');
    const bytes = Uint8Array.from([...good, 0x78, 0xff, 0xfe, 0x0a]);
    expect(detect(bytes)).toMatchObject({ code: 'encoding_undecidable', byteOffset: good.length + 1 });
  });

  test('legacy text that is well-formed UTF-8 by accident is not taken for it', () => {
    const found = detect(encodeText('Jiří Dvořák\n', 'x-mac-ce'));
    expect(found).toMatchObject({ code: 'encoding_undecidable' });
    expect(detect(encodeUtf8('5 μs;kΩ;Ωmega\n'))).toMatchObject({ encoding: 'utf-8' });
    expect(detect(encodeUtf8('שרת;خادم;name\n'))).toMatchObject({ encoding: 'utf-8' });
  });

  test('a few bytes that no language writes are not taken for one', () => {
    const bytes = Uint8Array.from([...encodeUtf8('a,b\nsr'), 0xff, 0xfe, ...encodeUtf8('v,1\n')]);
    expect(detect(bytes)).toMatchObject({ code: 'encoding_undecidable', byteOffset: 6 });
  });

  test('Korean with signs that runtimes leave out of EUC-KR is not taken for Japanese', () => {
    const text = '서버 이름;비고\nsrv01;Intel® Xeon® 운영 데이터베이스\nsrv02;테스트 환경 5€\n';
    expect(detect(encodeText(text, 'euc-kr'))).toMatchObject({ encoding: 'euc-kr' });
  });

  test('a text with one damaged byte is not taken for one in an encoding that has a character for it', () => {
    const korean = encodeText(inventoryTexts.korean[0].repeat(3), 'euc-kr');
    const bytes = Uint8Array.from([...korean, 0xa2, 0xf2, 0x0a]);
    expect(detect(bytes)).toMatchObject({ code: 'encoding_undecidable' });
  });

  test('a symbol that keeps standing within words is a letter of another encoding', () => {
    const bytes = encodeText('Ort;Name\nSeyðisfjörður;Šuŋŋá\nKópavogur;Yolŋu\n', 'iso-8859-10');
    const found = detect(bytes);
    expect('encoding' in found ? readAs(bytes, found.encoding) : 'Yolŋu').toContain('Yolŋu');
  });

  test('EBCDIC is named instead of offered as nonsense', () => {
    // “Name;Ort”, “srv1;Köln” and “srv2;Ulm” in code page 273, as Python's codec writes them.
    const bytes = Uint8Array.from(
      Buffer.from(
        'd5819485 5e d699a3 25 a299a5f1 5e d26a9395 25 a299a5f2 5e e49394 25'.replaceAll(' ', ''),
        'hex',
      ),
    );
    expect(detect(bytes)).toMatchObject({ code: 'encoding_undecidable', candidates: [] });
    expect(detect(bytes)).toHaveProperty('detail', expect.stringContaining('EBCDIC'));
  });

  test('random bytes are never read for sure', () => {
    let state = 1;
    const next = () => (state = (state * 48_271) % 0x7fff_ffff);
    for (let round = 0; round < 60; round++) {
      const bytes = Uint8Array.from({ length: 12 + (next() % 200) }, () => 0x80 | (next() >> 8));
      expect(detect(bytes)).toHaveProperty('code');
    }
  });
});

describe('ISO 8859-16', () => {
  const romanian =
    'Server;Proprietar;Rețea\nsrv01;Ștefan Țurcanu;în așteptare\nsrv02;Mihăiță Pătru;fără rețea\n';

  test('Romanian is told by its quotation marks', () => {
    const text = `${romanian}srv03;Baza „Evidență”;oprită\n`;
    expect(detect(encodeText(text, 'iso-8859-16'))).toMatchObject({ encoding: 'iso-8859-16' });
  });

  test('Romanian without a byte of its own is offered with a comma below the letters where it is read with a cedilla', () => {
    const bytes = encodeText(romanian, 'iso-8859-16');
    const found = detect(bytes);
    expect(found).toMatchObject({ encoding: 'windows-1250' });
    expect(readAs(bytes, 'windows-1250')).toContain('Ştefan Ţurcanu;în aşteptare');
    const offered = found.candidates?.find(({ encoding }) => encoding === 'iso-8859-16');
    expect(offered?.preview).toContain('srv01;Ștefan Țurcanu;în așteptare');
  });

  test.each([
    ['a euro', 'srv1;Cheltuieli lunare 120 €;plătite de filială\n'],
    ['Swedish quotation marks', 'srv1;Databasen ”Förteckning”;avstängd sedan oktober\n'],
    ['Finnish quotation marks', 'srv1;Tietokanta ”Luettelo”;sammutettu syksyllä\n'],
    ['Polish', 'srv1;migracja zaplanowana na wiosnę\nsrv2;zastąpiona przez urząd w Radomiu\n'],
  ])('%s is asked about and among what is offered', (_name, text) => {
    const bytes = encodeText(text, 'iso-8859-16');
    const found = detect(bytes);
    expect(found).toMatchObject({ code: 'encoding_undecidable' });
    expect((found.candidates ?? []).map(({ encoding }) => encoding)).toContain('iso-8859-16');
  });
});

describe('mail encodings that write bytes of ASCII only', () => {
  test.each([
    ['UTF-7', 'Name;Ort\nJ+APw-rgen;K+APY-ln\nTom+AOEBYQ-;a +- b\n'],
    ['HZ', 'name,place\nsrv1,~{11>)~}\n'],
    ['ISO 2022', '\u001b$)Cname,place\nsrv1,\u000e<-<\u000f\n'],
  ])('%s is asked about and can be taken as it stands', (name, text) => {
    const bytes = encodeUtf8(text);
    const found = detect(bytes);
    expect(found).toMatchObject({ code: 'encoding_undecidable', candidates: [{ encoding: 'utf-8' }] });
    expect(found).toHaveProperty('detail', expect.stringContaining(name));
    expect(detect(bytes, 'utf-8')).toMatchObject({ encoding: 'utf-8' });
  });

  test.each([
    'name;phone\nsrv1;+49 30 123456\nsrv2;+4930123456-12\n',
    'app;note\nC++;a+b-c\n',
    'note\n+ADw-SCRIPT+AD4-\n',
    'path\n~/a;~{x}\n',
    'note\n\u001b[31mred\u001b[0m\n',
  ])('%j is none of them', (text) => {
    expect(detect(encodeUtf8(text))).toMatchObject({ encoding: 'utf-8', certainty: 1 });
  });
});

test('the choice of a person comes first; a name nobody knows is answered with candidates', () => {
  const bytes = encodeText('srv1;Köln\n', 'windows-1252');
  expect(detect(bytes, 'ISO-8859-2')).toMatchObject({ encoding: 'iso-8859-2', certainty: 1 });
  expect(detect(bytes, 'klingon')).toMatchObject({ code: 'encoding_undecidable' });
  expect(detect(bytes, 'klingon')).toHaveProperty('detail', expect.stringContaining('koi8-u, macintosh'));
});

test('text in each single-byte encoding is judged without failing', () => {
  const bytes = Uint8Array.from({ length: 128 }, (_, k) => 0x80 + k);
  for (const encoding of singleByteEncodings) expect(detect(bytes, encoding)).toMatchObject({ encoding });
});
