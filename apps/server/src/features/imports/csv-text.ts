/** Cells of a row of a file; null where there is no value. */
export type FileCells = readonly (string | null)[];

/** Rows as CSV by RFC 4180: UTF-8, comma, CRLF; an empty text is quoted, no value is not. */
export async function* csvText(rows: AsyncIterable<FileCells>): AsyncGenerator<string, void> {
  for await (const cells of rows) yield `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: string | null): string {
  if (value === null) return '';
  return value === '' || /[",\r\n]/.test(value) || value.trim() !== value
    ? `"${value.replaceAll('"', '""')}"`
    : value;
}
