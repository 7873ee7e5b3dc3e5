import type { ImportDetails } from '../../api/entities.ts';

const delimiterWords: Readonly<Record<string, string>> = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
  '|': 'pipe',
};

/** How a file was read, in one line: `CSV, comma-separated, utf-8, header in line 1`. */
export function detectionText(detection: ImportDetails['detection']): string {
  const parts = [detection.format.toUpperCase()];
  if (detection.delimiter !== null) {
    parts.push(`${delimiterWords[detection.delimiter] ?? detection.delimiter}-separated`);
  }
  parts.push(detection.encoding);
  if (detection.header_row !== null) parts.push(`header in line ${detection.header_row}`);
  return parts.join(', ');
}
