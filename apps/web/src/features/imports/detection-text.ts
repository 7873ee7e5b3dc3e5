import type { ImportDetails } from '../../api/entities.ts';
import { sentenceOf } from '../../texts/vocabulary.ts';

const delimiterWords: Readonly<Record<string, string>> = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
  '|': 'pipe',
  ' ': 'space',
};

const formatWords: Readonly<Record<string, string>> = {
  csv: 'CSV',
  tsv: 'TSV',
  xlsx: 'XLSX',
  json: 'JSON',
  xml: 'XML',
};

/** How a file was read, in one line: `Delimited text, comma-separated, utf-8, header in line 1`. */
export function detectionText(detection: ImportDetails['detection']): string {
  const parts = [formatWords[detection.format] ?? sentenceOf(detection.format)];
  if (detection.delimiter !== null) {
    parts.push(`${delimiterWords[detection.delimiter] ?? detection.delimiter}-separated`);
  }
  parts.push(detection.encoding);
  if (detection.header_row !== null) parts.push(`header in line ${detection.header_row}`);
  return parts.join(', ');
}
