/** Separators a multi-valued cell may use, in the order they are tried. */
export const itemSeparators = ['\n', ';', '|', ','] as const;

/**
 * Items of a multi-valued cell, trimmed, blanks left out, first occurrence kept.
 *
 * Without a separator the cell is split at the first of {@link itemSeparators} it holds; JSON lists of
 * scalars and bracketed lists are read too.
 */
export function splitItems(text: string, separator: string | null): string[] {
  const listed = jsonItems(text);
  if (listed !== undefined) return unique(listed);
  const inner = /^[[{(](.*)[\])}]$/s.exec(text)?.[1] ?? text;
  const used = separator ?? itemSeparators.find((candidate) => inner.includes(candidate)) ?? null;
  if (used === null) return unique([inner]);
  return unique(inner.split(used).map((item) => item.replace(/^\s*["']?|["']?\s*$/g, '')));
}

/** Items of a cell that lists addresses: any blank or punctuation between them separates. */
export function splitAddresses(text: string): string[] {
  return unique(text.replace(/["'[\]{}()]/g, ' ').split(/[\s,;|]+/));
}

function unique(items: readonly string[]): string[] {
  return [...new Set(items.map((item) => item.trim()).filter((item) => item !== ''))];
}

function jsonItems(text: string): string[] | undefined {
  if (!/^\[\s*["{]/.test(text) || !text.endsWith(']')) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed.flatMap(itemText) : undefined;
  } catch {
    // Text that only looks like JSON is split like any other text.
    return undefined;
  }
}

/** A scalar as it is, none for null, a pair of two such as a tag's key and value as `key=value`, anything else as JSON. */
function itemText(item: unknown): string[] {
  if (item === null) return [];
  if (typeof item !== 'object') return [typeof item === 'string' ? item : JSON.stringify(item)];
  const members: unknown[] = Object.values(item);
  const isPair = members.length === 2 && members.every((member) => typeof member === 'string');
  return [isPair ? members.join('=') : JSON.stringify(item)];
}
