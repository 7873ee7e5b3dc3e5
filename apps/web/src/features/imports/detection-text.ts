import type { ImportDetails } from '../../api/entities.ts';
import { sentenceOf } from '../../texts/vocabulary.ts';

export const delimiterWords: Readonly<Record<string, string>> = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
  '|': 'pipe',
  ' ': 'space',
};

/** Every encoding that a text can be read in, those in daily use first. */
export const offeredEncodings = [
  'utf-8',
  'windows-1252',
  'iso-8859-1',
  'windows-1250',
  'windows-1251',
  'windows-1254',
  'macintosh',
  'ibm850',
  'shift_jis',
  'euc-jp',
  'gb18030',
  'big5',
  'euc-kr',
  'utf-16le',
  'utf-16be',
  'utf-32be',
  'utf-32le',
  'windows-874',
  'windows-1253',
  'windows-1255',
  'windows-1256',
  'windows-1257',
  'windows-1258',
  'iso-8859-2',
  'iso-8859-3',
  'iso-8859-4',
  'iso-8859-5',
  'iso-8859-6',
  'iso-8859-7',
  'iso-8859-8',
  'iso-8859-9',
  'iso-8859-10',
  'iso-8859-13',
  'iso-8859-14',
  'iso-8859-15',
  'iso-8859-16',
  'iso-2022-jp',
  'koi8-r',
  'koi8-t',
  'koi8-u',
  'kz-1048',
  'ptcp154',
  'ibm437',
  'ibm720',
  'ibm737',
  'ibm775',
  'ibm852',
  'ibm855',
  'ibm857',
  'ibm858',
  'ibm860',
  'ibm861',
  'ibm862',
  'ibm863',
  'ibm865',
  'ibm866',
  'ibm869',
  'ibm1125',
  'x-mac-ce',
  'x-mac-croatian',
  'x-mac-cyrillic',
  'x-mac-greek',
  'x-mac-icelandic',
  'x-mac-romanian',
  'x-mac-turkish',
  'hp-roman8',
] as const;

const formatWords: Readonly<Record<string, string>> = {
  delimited_text: 'Delimited text',
  xlsx: 'XLSX workbook',
  json: 'JSON',
  ndjson: 'NDJSON',
  xml: 'XML',
};

export function formatWord(format: string): string {
  return formatWords[format] ?? sentenceOf(format);
}

/** How a file was read, in one line: `Delimited text, comma-separated, utf-8, header in line 1`. */
export function detectionText(detection: ImportDetails['detection']): string {
  const parts = [formatWord(detection.format)];
  if (detection.sheet !== null) parts.push(`sheet ${detection.sheet}`);
  if (detection.join !== null) {
    parts.push(`joined with ${detection.join.sheets.map(({ sheet }) => sheet).join(', ')}`);
  }
  if (detection.delimiter !== null) {
    parts.push(`${delimiterWords[detection.delimiter] ?? detection.delimiter}-separated`);
  }
  parts.push(detection.encoding);
  const unit = detection.line_unit === 'sheet_row' ? 'row' : 'line';
  if (detection.header_row !== null) parts.push(`header in ${unit} ${detection.header_row}`);
  return parts.join(', ');
}
