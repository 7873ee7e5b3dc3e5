import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeUtf8, encodeUtf8 } from '../utf8.ts';
import { charactersOf, encodeText } from './encode-text.ts';
import {
  findEncoding,
  multiByteEncodings,
  singleByteEncodings,
  type TextEncoding,
  textEncodings,
} from './text-encoding.ts';
import { transcode, Transcoder } from './transcoder.ts';
import { UndecodableByte } from './undecodable-byte.ts';

const fromHex = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));

function inPieces(bytes: Uint8Array, encoding: TextEncoding, size: number): string {
  const transcoder = new Transcoder(encoding);
  let text = '';
  for (let at = 0; at < bytes.length; at += size)
    text += Buffer.from(transcoder.push(bytes.subarray(at, at + size))).toString('latin1');
  transcoder.end();
  return Buffer.from(text, 'latin1').toString();
}

/** Texts of characters that an encoding has. */
function writableText(encoding: TextEncoding): fc.Arbitrary<string> {
  if (encoding.startsWith('utf-')) {
    const points = fc.array(fc.integer({ min: 0, max: 0x10_ffff }), { maxLength: 20 });
    // Half a surrogate pair has no bytes; it becomes U+FFFD first.
    return points.map((list) =>
      Buffer.from(String.fromCodePoint(...list))
        .toString()
        .replace(/^\ufeff+/, ''),
    );
  }
  return fc.array(fc.constantFrom(...charactersOf(encoding)), { maxLength: 20 }).map((list) => list.join(''));
}

// Bytes as Python's codecs write them.
const written = [
  ['windows-1250', 'Łódź ąęż §', 'a3f3649f20b9eabf20a7'],
  ['windows-1251', 'Москва Київ', 'cceef1eae2e020cae8bfe2'],
  ['windows-1252', 'Zürich € œ – São', '5afc726963682080209c20962053e36f'],
  ['windows-1253', 'Αθήνα', 'c1e8deede1'],
  ['windows-1254', 'İstanbul ığş', 'dd7374616e62756c20fdf0fe'],
  ['windows-1255', 'שלום', 'f9ece5ed'],
  ['windows-1256', 'خادم', 'cec7cfe3'],
  ['windows-1257', 'Šiauliai āž', 'd06961756c69616920e2fe'],
  ['windows-1258', 'đơư', 'f0f5fd'],
  ['windows-874', 'กรุงเทพ', 'a1c3d8a7e0b7be'],
  ['iso-8859-2', 'Łódź', 'a3f364bc'],
  ['iso-8859-5', 'Москва', 'bcdee1dad2d0'],
  ['iso-8859-15', '€œ', 'a4bd'],
  ['iso-8859-16', 'Șț', 'aafe'],
  ['koi8-r', 'Москва', 'edcfd3cbd7c1'],
  ['koi8-u', 'Київ', 'ebc9a7d7'],
  ['macintosh', 'Zürich São', '5a9f7269636820538b6f'],
  ['x-mac-cyrillic', 'Москва', '8ceef1eae2e0'],
  ['ibm850', 'Zürich ñ', '5a817269636820a4'],
  ['ibm866', 'Москва', '8caee1aaa2a0'],
  ['kz-1048', 'Қазақ өңірі', '8de0e7e09d20b4beb3f0b3'],
  ['ptcp154', 'Қазақ өңірі', '8de0e7e09d20b59cb3f0b3'],
  ['koi8-t', 'Москва қ', 'edcfd3cbd7c12080'],
  ['x-mac-greek', 'Αθήνα', 'b0f5dceee1'],
  ['x-mac-turkish', 'İstanbul ığş', 'dc7374616e62756c20dddbdf'],
  ['x-mac-croatian', 'Đurđa Čačak', 'd07572f06120c861e8616b'],
  ['x-mac-romanian', 'Șț Brașov', 'afdf20427261bf6f76'],
  ['x-mac-icelandic', 'Þór Ýmir', 'de977220a06d6972'],
  ['hp-roman8', 'Zürich ñ', '5acf7269636820b7'],
  ['ibm720', 'خادم', 'a69fa7ea'],
  ['ibm737', 'Αθήνα', '809fe3a498'],
  ['ibm775', 'Šiauliai āž', 'be6961756c6961692083d8'],
  ['ibm855', 'Москва', 'd3d6e3c6eba0'],
  ['ibm857', 'İstanbul ığş', '987374616e62756c208da79f'],
  ['ibm858', '5 € ñ', '3520d520a4'],
  ['ibm860', 'São João', '53846f204a6f846f'],
  ['ibm861', 'Þór Ýmir', '8da27220976d6972'],
  ['ibm862', 'שלום', '998c858d'],
  ['ibm863', 'Québec À', '517582626563208e'],
  ['ibm865', 'Tromsø Å', '54726f6d739b208f'],
  ['ibm869', 'Αθήνα', 'a4e29ee7d6'],
  ['ibm1125', 'Київ ґ', '8aa8f9a220f3'],
  ['shift_jis', '東京表示ソﾊﾞ①髙～', '938c8b9e955c8ea6835ccade8740eee08160'],
  ['euc-jp', '東京表示ソﾊﾞ丂', 'c5ecb5fec9bdbca8a5bd8eca8ede8fb0a1'],
  ['iso-2022-jp', 'a東京bソ\r\n大阪', '611b2442456c357e1b2842621b2442253d1b28420d0a1b244242673a651b2842'],
  ['gb18030', '服务器北京€😀㐀', 'b7fecef1c6f7b1b1bea9a2e39439fc368139ee39'],
  ['big5', '伺服器臺北許功蓋', 'a6f8aa41beb9bb4fa55fb35ca55cbb5c'],
  ['euc-kr', '서버똠방각하뷁힣', 'bcadb9f68c63b9e6b0a2c7cf94eec652'],
  ['euc-kr', 'Intel® 5€ 서버', '496e74656ca2e72035a2e620bcadb9f6'],
  ['utf-16le', 'a東😀', '610071673dd800de'],
  ['utf-16be', 'a東😀', '00616771d83dde00'],
  ['utf-32le', 'a東😀', '610000007167000000f60100'],
  ['utf-32be', 'a東😀', '00000061000067710001f600'],
] as const;

test.each(written)('%s: the bytes of %s', (encoding, text, hex) => {
  const expected = text.replaceAll('\\r\\n', '\r\n');
  expect(decodeUtf8(transcode(fromHex(hex), encoding))).toBe(expected);
});

test.each(textEncodings)('%s: text survives, whatever pieces its bytes come in', (encoding) => {
  fc.assert(
    fc.property(writableText(encoding), fc.integer({ min: 1, max: 64 }), (text, size) => {
      expect(inPieces(encodeText(text, encoding), encoding, size)).toBe(text);
    }),
    { numRuns: 25 },
  );
});

test('pieces of every size from 1 to 64 bytes give the same text', () => {
  for (const [encoding, , hex] of written) {
    const bytes = fromHex(hex.repeat(8));
    const whole = decodeUtf8(transcode(bytes, encoding));
    for (let size = 1; size <= 64; size++) expect(inPieces(bytes, encoding, size)).toBe(whole);
  }
});

describe('F83 bytes without a character', () => {
  test.each([
    ['windows-1252', '6181', 1],
    ['windows-1252', '8d', 0],
    ['iso-8859-2', '616285', 2],
    ['shift_jis', '938c8230', 2],
    ['shift_jis', '61a0', 1],
    ['euc-jp', '6180', 1],
    ['euc-kr', '61c9ff', 1],
    ['big5', 'a4406180', 3],
    ['gb18030', '618130817f', 1],
    ['utf-16le', '610000dc', 2],
    ['utf-16be', '0061d83d0041', 2],
    ['utf-32le', '6100000000001100', 4],
    ['utf-8', '61c3a9ff', 3],
    ['utf-8', '61eda080', 1],
    ['utf-8', '61c0af', 1],
    ['iso-2022-jp', '611b2a41', 1],
  ] as const)('%s: %s stops at byte %i', (encoding, hex, offset) => {
    const bytes = fromHex(hex);
    for (let size = 1; size <= bytes.length; size++) {
      const error = thrownBy(() => inPieces(bytes, encoding, size));
      expect(error).toBeInstanceOf(UndecodableByte);
      expect(error).toMatchObject({ encoding, byteOffset: offset });
    }
  });

  test.each([
    ['shift_jis', '6193', 1],
    ['gb18030', '61813081', 1],
    ['utf-16le', '61003d', 2],
    ['utf-16be', '0061d83d', 2],
    ['utf-8', '61e282', 1],
  ] as const)('%s: %s ends within the character at byte %i', (encoding, hex, offset) => {
    expect(thrownBy(() => transcode(fromHex(hex), encoding))).toMatchObject({ byteOffset: offset });
  });

  test('every byte sequence is decoded to text that encodes to it again, or refused', () => {
    const bytes = fc.uint8Array({ maxLength: 12 });
    fc.assert(
      fc.property(bytes, fc.constantFrom(...singleByteEncodings), (input, encoding) => {
        const text = decoded(input, encoding);
        expect(text === undefined || Buffer.from(encodeText(text, encoding)).equals(input)).toBe(true);
      }),
    );
  });
});

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

function decoded(bytes: Uint8Array, encoding: TextEncoding): string | undefined {
  try {
    return decodeUtf8(transcode(bytes, encoding));
  } catch (error) {
    if (error instanceof UndecodableByte) return undefined;
    throw error;
  }
}

test('a byte order mark is left out, and only at the start', () => {
  const bytes = fromHex('fffe6100fffe');
  expect(decodeUtf8(transcode(bytes, 'utf-16le'))).toBe('a\ufeff');
});

test('all Hangul syllables have a place in EUC-KR as Windows extends it', () => {
  const syllables = Array.from({ length: 11_172 }, (_, k) => String.fromCharCode(0xac00 + k)).join('');
  expect(decodeUtf8(transcode(encodeText(syllables, 'euc-kr'), 'euc-kr'))).toBe(syllables);
  expect(encodeUtf8(syllables)).toHaveLength(3 * 11_172);
});

test.each([
  ['UTF8', 'utf-8'],
  ['Latin1', 'windows-1252'],
  ['ISO-8859-1', 'windows-1252'],
  ['iso_8859-15', 'iso-8859-15'],
  ['cp1250', 'windows-1250'],
  ['CP850', 'ibm850'],
  ['Shift-JIS', 'shift_jis'],
  ['GBK', 'gb18030'],
  ['MacRoman', 'macintosh'],
  ['cp862', 'ibm862'],
  ['CP1125', 'ibm1125'],
  ['DOS-737', 'ibm737'],
  ['IBM00858', 'ibm858'],
  ['mac-cyrillic', 'x-mac-cyrillic'],
  ['KOI8-U', 'koi8-u'],
])('%s means %s', (label, encoding) => {
  expect(findEncoding(label)).toBe(encoding);
});

test('every encoding is found by its own name, an unknown one is not', () => {
  for (const encoding of textEncodings) expect(findEncoding(encoding)).toBe(encoding);
  expect(multiByteEncodings.length + singleByteEncodings.length + 5).toBe(textEncodings.length);
  expect(findEncoding('ebcdic')).toBeUndefined();
  expect(findEncoding('constructor')).toBeUndefined();
});
