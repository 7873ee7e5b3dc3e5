import type { SourceColumn } from './file-layout.ts';

/**
 * Names the columns of a header.
 *
 * A header is trimmed for its key and stored as read, but for NUL, which no text of a database holds. The second
 * column of a name is `Name#2`; a blank header is `__EMPTY_<position>`, so a column can never be found under another
 * one's key.
 */
export function nameColumns(headers: readonly string[]): SourceColumn[] {
  const taken = new Set<string>();
  const seen = new Map<string, number>();
  return headers.map((read, index) => {
    const position = index + 1;
    const header = read.replaceAll('\0', '\uFFFD');
    const name = header.trim();
    const key = uniqueKey(name === '' ? `__EMPTY_${position}` : name, seen, taken);
    taken.add(key);
    return { position, key, header };
  });
}

function uniqueKey(name: string, seen: Map<string, number>, taken: ReadonlySet<string>): string {
  let count = (seen.get(name) ?? 0) + 1;
  let key = count === 1 ? name : `${name}#${count}`;
  while (taken.has(key)) {
    count++;
    key = `${name}#${count}`;
  }
  seen.set(name, count);
  return key;
}

/** True for a column that is dropped when no row holds a value in it. */
export function hasBlankHeader(column: SourceColumn): boolean {
  return column.header.trim() === '';
}
