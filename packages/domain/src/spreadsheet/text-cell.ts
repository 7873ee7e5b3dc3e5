import { encodeUtf8 } from '../tabular/utf8.ts';
import { addXmlText, closeText, endOfPlainText } from './cell-text.ts';
import { cellType } from './cell-type.ts';
import { matches } from './matches.ts';
import type { RowWriter } from './row-writer.ts';

const lessThan = 0x3c;
const greaterThan = 0x3e;

/** What stands around the text of a cell, for the forms that nearly all writers use. */
const inlineOpenings = ['<is><t>', '<is><t xml:space="preserve">'].map(encodeUtf8);
const inlineClosing = encodeUtf8('</t></is></c>');
const valueOpenings = ['<v>', '<v xml:space="preserve">'].map(encodeUtf8);
const valueClosing = encodeUtf8('</v></c>');
const formulaOpening = encodeUtf8('<f');
const formulaClosing = encodeUtf8('</f>');

/** Content of a cell that is still to be read. */
export interface CellContent {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly length: number;
}

function endOfText({ bytes, length }: CellContent, start: number): number {
  let at = start;
  while (at < length && bytes[at] !== lessThan) at++;
  return at;
}

/** Passes by a formula in front of its text. */
function behindFormula(content: CellContent): number {
  const { bytes, from } = content;
  if (!matches(bytes, from, formulaOpening)) return from;
  const end = endOfText(content, from + formulaOpening.length);
  const isOpened = bytes.subarray(from, end).includes(greaterThan);
  return isOpened && matches(bytes, end, formulaClosing) ? end + formulaClosing.length : from;
}

/**
 * Reads a text that stands in the cell itself, up to the end of the cell, into the open row.
 *
 * Answers what follows, 0 for content of another form, -1 when the bytes end before.
 */
export function readTextCell(
  content: CellContent,
  { column, type }: { readonly column: number; readonly type: number },
  rows: RowWriter,
): number {
  const { bytes, length } = content;
  if (column <= rows.column) return 0;
  const isInline = type === cellType.inline;
  const from = isInline ? content.from : behindFormula(content);
  const opening = (isInline ? inlineOpenings : valueOpenings).find((each) => matches(bytes, from, each));
  if (opening === undefined) return 0;
  const closing = isInline ? inlineClosing : valueClosing;
  const start = from + opening.length;
  const plainEnd = endOfPlainText(bytes, start, length);
  const end = plainEnd < 0 ? endOfText(content, start) : plainEnd;
  if (end + closing.length > length) return -1;
  if (!matches(bytes, end, closing)) return 0;
  rows.openCell(column);
  const { buffer } = rows;
  const written = buffer.length;
  if (plainEnd >= 0) buffer.add(bytes, start, end);
  else {
    addXmlText(buffer, bytes, { start, end });
    closeText(buffer, written);
  }
  return end + closing.length;
}
