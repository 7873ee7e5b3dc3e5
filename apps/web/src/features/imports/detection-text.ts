import type { ImportDetails } from '../../api/entities.ts';
import { sentenceOf } from '../../texts/vocabulary.ts';

export const delimiterWords: Readonly<Record<string, string>> = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
  '|': 'pipe',
  ' ': 'space',
};

/** Encodings offered beside what was found; the server knows more. */
export const commonEncodings = [
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
