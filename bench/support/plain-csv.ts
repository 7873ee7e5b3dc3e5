/** A record of delimited text with the physical line it starts in. */
export interface PlainRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Parses delimited text with one expression a cell.
 *
 * It shares nothing with the product's scanner: what both read alike is not an error of one of them.
 */
export function parsePlainly(text: string, delimiter: string): PlainRecord[] {
  const mark = delimiter === '|' ? '\\|' : delimiter;
  const cellPattern = new RegExp(
    `(?:"((?:[^"]|"")*)(?:"([^${mark}\\r\\n]*)|$)|([^${mark}\\r\\n]*))(${mark}|\\r\\n|\\r|\\n|$)`,
    'y',
  );
  const records: PlainRecord[] = [];
  let cells: string[] = [];
  let line = 1;
  let startLine = 1;
  while (cellPattern.lastIndex < text.length || cells.length > 0) {
    const match = cellPattern.exec(text);
    if (match === null) throw new Error(`No cell at ${cellPattern.lastIndex}`);
    const [whole, quoted, trailing = '', plain = '', ending] = match;
    line += countBreaks(whole);
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"') + trailing);
    if (ending === delimiter) continue;
    records.push({ line: startLine, cells });
    cells = [];
    startLine = line;
  }
  return records;
}

function countBreaks(text: string): number {
  return text.split(/\r\n|\r|\n/).length - 1;
}
