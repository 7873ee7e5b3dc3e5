/** What rules are drawn with: dashes in columns, corners between them, colons that align. */
const rule = /^[-=_+:|~ ]+$/;
const shortestRule = 3;

/** A sentence has more words than names of machines do. */
const fewestWords = 4;
/** Beside fewer columns a lone cell is half of a row. */
const fewestColumns = 3;

/** True for a record of nothing but lines of dashes, as query tools draw them below a header and around a table. */
export function isRuleLine(cells: readonly string[]): boolean {
  const filled = cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
  return filled.some((cell) => cell.length >= shortestRule) && filled.every((cell) => rule.test(cell));
}

/** Where a record stands: in a table of so many columns, and whether the one before it is blank or a remark. */
export interface RemarkPlace {
  readonly width: number;
  readonly isBehindBlank: boolean;
}

/**
 * True for a record that says something about the table above it: a rule, a comment, or a sentence alone.
 *
 * Conservative, as with totals: such a record is left out when nothing but its like follows.
 */
export function isRemark(cells: readonly string[], { width, isBehindBlank }: RemarkPlace): boolean {
  const filled = cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
  const [first] = filled;
  if (first === undefined) return false;
  if (isRuleLine(cells)) return true;
  if (filled.length > 1) return false;
  if (first.startsWith('#') && width > 1 && cells.length === 1) return true;
  return isBehindBlank && width >= fewestColumns && first.split(/\s+/).length >= fewestWords;
}

/** `-`, `=`, `_`, `+`, `:`, `|`, `~` and `#`. */
const openings = new Uint8Array(0x80);
for (const letter of '-=_+:|~#') openings[letter.charCodeAt(0)] = 1;

/** True when the first filled cell of a record begins as rules and comments do: decides nearly every row by a look-up. */
export function opensRemark(byte: number): boolean {
  return openings[byte] === 1;
}
