import { describe, expect, test } from 'vitest';
import { readStrings } from '../../test/read-sheet.ts';
import { decodeUtf8, encodeUtf8 } from '../tabular/utf8.ts';
import { ByteBuffer } from './byte-buffer.ts';
import { SharedStringsScanner, stringBudget, TooManyStrings } from './shared-strings.ts';
import { XmlDamage } from './xml-damage.ts';

function textsOf(strings: string, size?: number): string[] {
  const shared = readStrings(strings, size);
  return Array.from({ length: shared.count }, (_, index) => {
    const buffer = new ByteBuffer(1);
    expect(shared.addTo(buffer, index)).toBe(true);
    return decodeUtf8(buffer.bytes, 0, buffer.length);
  });
}

describe('shared strings', () => {
  test.each([
    ['a plain text', '<si><t>a</t></si>', 'a'],
    ['spaces', '<si><t xml:space="preserve"> a  b </t></si>', ' a  b '],
    ['runs', '<si><r><t>a</t></r><r><rPr><b/></rPr><t>b</t></r></si>', 'ab'],
    [
      'phonetic runs are not read',
      '<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/></si>',
      '東京',
    ],
    ['references', '<si><t>&lt;a&gt; &amp; &quot;b&quot; &#x20AC;&#8364;</t></si>', '"<a> & ""b"" €€"'],
    ['escapes', '<si><t>a_x000D_b_x0009_c_x005F_x0041_</t></si>', '"a\rb\tc_x0041_"'],
    ['a pair of escapes', '<si><t>_xD83D__xDE00_</t></si>', '😀'],
    [
      'escapes of what no text can hold stay',
      '<si><t>_x0000_ _xD83D_ _xDE00_</t></si>',
      '_x0000_ _xD83D_ _xDE00_',
    ],
    [
      'what only looks like an escape stays',
      '<si><t>_x00G0_ _x41_ _X0041_ __x</t></si>',
      '_x00G0_ _x41_ _X0041_ __x',
    ],
    ['an empty text', '<si><t></t></si>', '""'],
    ['no text', '<si/>', '""'],
    ['a text of another prefix', '<x:si><x:t>a</x:t></x:si>', 'a'],
  ])('%s', (_, xml, expected) => {
    expect(textsOf(`<si><t>first</t></si>${xml}<si><t>last</t></si>`)).toEqual(['first', expected, 'last']);
  });

  test('strings longer than a piece of memory keep their neighbours', () => {
    const lengths = [10, 70_000, 5, 5_000_000, 3, 4_194_304, 1];
    const texts = lengths.map((length, index) => String(index).repeat(length));
    const shared = readStrings(texts.map((text) => `<si><t>${text}</t></si>`).join(''), 1 << 18);
    const found = texts.map((_, index) => {
      const buffer = new ByteBuffer(1);
      shared.addTo(buffer, index);
      const bytes = buffer.bytes.subarray(0, buffer.length);
      return bytes.every((byte) => byte === 0x30 + index) ? bytes.length : Number.NaN;
    });
    expect(found).toEqual(lengths);
  });

  test('a count that lies is not believed', () => {
    expect(
      textsOf('<?xml version="1.0"?><sst count="4294967295" uniqueCount="1"><si><t>a</t></si></sst>'),
    ).toEqual(['a']);
  });

  test('more text than the memory allows is refused while it is read', () => {
    const scanner = new SharedStringsScanner(1000);
    scanner.push(encodeUtf8(`<sst><si><t>${'a'.repeat(900)}</t></si>`));
    expect(() => scanner.push(encodeUtf8(`<si><t>${'a'.repeat(90)}</t></si>`))).toThrow(TooManyStrings);
    expect([1, 10, 1000].map((megabytes) => stringBudget(megabytes * 2 ** 20) / 2 ** 20)).toEqual([
      64, 120, 448,
    ]);
  });

  test('an index beyond the last adds nothing', () => {
    const buffer = new ByteBuffer(1);
    expect(readStrings('<si><t>a</t></si>').addTo(buffer, 1)).toBe(false);
    expect(readStrings('<si><t>a</t></si>').addTo(buffer, Number.NaN)).toBe(false);
    expect(buffer.length).toBe(0);
  });

  test('a part that ends early, or is another one, is damaged', () => {
    expect(() => readStrings('<?xml version="1.0"?><sst><si><t>a</t></si>')).toThrow(XmlDamage);
    expect(() => readStrings('<?xml version="1.0"?><worksheet/>')).toThrow(XmlDamage);
    expect(() => readStrings('<?xml version="1.0"?>')).toThrow(XmlDamage);
  });
});
