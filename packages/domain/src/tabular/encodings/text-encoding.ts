import { type SingleByteEncoding, singleByteTables } from './single-byte-tables.ts';

/** Encodings of Unicode. */
export const unicodeEncodings = ['utf-8', 'utf-16le', 'utf-16be', 'utf-32le', 'utf-32be'] as const;
export type UnicodeEncoding = (typeof unicodeEncodings)[number];

/** Encodings of East Asian scripts, in which a character takes one byte or more. */
export const multiByteEncodings = [
  'shift_jis',
  'euc-jp',
  'iso-2022-jp',
  'gb18030',
  'big5',
  'euc-kr',
] as const;
export type MultiByteEncoding = (typeof multiByteEncodings)[number];

/** How the characters of a text are written as bytes. */
export type TextEncoding = UnicodeEncoding | MultiByteEncoding | SingleByteEncoding;

export function isSingleByte(encoding: string): encoding is SingleByteEncoding {
  return Object.hasOwn(singleByteTables, encoding);
}

export const singleByteEncodings = Object.keys(singleByteTables).filter(isSingleByte);

/** Every encoding that can be read, by the name the person chooses. */
export const textEncodings: readonly TextEncoding[] = [
  ...unicodeEncodings,
  ...multiByteEncodings,
  ...singleByteEncodings,
];

/** Other names in use, folded as in {@link findEncoding}. */
const aliases = new Map<string, TextEncoding>(
  Object.entries({
    utf8: 'utf-8',
    usascii: 'utf-8',
    ascii: 'utf-8',
    utf16: 'utf-16le',
    ucs2: 'utf-16le',
    utf32: 'utf-32le',
    iso88591: 'windows-1252',
    latin1: 'windows-1252',
    ansi: 'windows-1252',
    latin2: 'iso-8859-2',
    latin5: 'iso-8859-9',
    iso88599: 'iso-8859-9',
    latin9: 'iso-8859-15',
    iso885911: 'windows-874',
    tis620: 'windows-874',
    sjis: 'shift_jis',
    cp932: 'shift_jis',
    windows31j: 'shift_jis',
    ms932: 'shift_jis',
    eucjp: 'euc-jp',
    gbk: 'gb18030',
    gb2312: 'gb18030',
    cp936: 'gb18030',
    windows936: 'gb18030',
    cp950: 'big5',
    windows950: 'big5',
    big5hkscs: 'big5',
    cp949: 'euc-kr',
    windows949: 'euc-kr',
    ksc56011987: 'euc-kr',
    uhc: 'euc-kr',
    macroman: 'macintosh',
    mac: 'macintosh',
    xmacroman: 'macintosh',
    maccyrillic: 'x-mac-cyrillic',
    macce: 'x-mac-ce',
    maclatin2: 'x-mac-ce',
    macgreek: 'x-mac-greek',
    macturkish: 'x-mac-turkish',
    maccroatian: 'x-mac-croatian',
    macromanian: 'x-mac-romanian',
    macicelandic: 'x-mac-icelandic',
    maciceland: 'x-mac-icelandic',
    ibm00858: 'ibm858',
    strk1048: 'kz-1048',
    cp154: 'ptcp154',
    roman8: 'hp-roman8',
  }),
);

function fold(label: string): string {
  return label.toLowerCase().replace(/[^a-z0-9]/g, '');
}

const byFoldedName = new Map(textEncodings.map((encoding) => [fold(encoding), encoding]));

/** The encoding that a label means, however it is spelt (`UTF8`, `latin1`, `cp1252`); undefined for none. */
export function findEncoding(label: string): TextEncoding | undefined {
  const name = fold(label);
  const codePage = name.replace(/^cp(?=125\d|874)/, 'windows').replace(/^(?:cp|dos|oem)(?=\d{3,4}$)/, 'ibm');
  return byFoldedName.get(name) ?? byFoldedName.get(codePage) ?? aliases.get(name);
}
