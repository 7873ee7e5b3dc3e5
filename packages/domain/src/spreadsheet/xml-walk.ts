import { XmlCursor, xmlToken } from './xml-cursor.ts';
import { XmlDamage } from './xml-damage.ts';

/** Elements of a part may nest this deep; those that are read nest less than ten levels. */
const deepest = 200;

/**
 * Calls `onOpen` for each element of a whole XML document with the local names of those around it.
 *
 * Throws {@link XmlDamage} for what is not well formed and `XmlDoctype` for a document type.
 */
export function walkXml(
  bytes: Uint8Array,
  onOpen: (element: XmlCursor, around: readonly string[]) => void,
): void {
  const cursor = new XmlCursor();
  cursor.reset(bytes, { at: 0, length: bytes.length, isLast: true });
  const around: string[] = [];
  let roots = 0;
  for (let token = cursor.next(); token !== xmlToken.more; token = cursor.next()) {
    if (token === xmlToken.close) closeElement(cursor, around);
    if (token !== xmlToken.open && token !== xmlToken.empty) continue;
    if (around.length === 0) roots++;
    onOpen(cursor, around);
    if (token === xmlToken.open) openElement(cursor, around);
  }
  if (roots === 1 && around.length === 0) return;
  throw new XmlDamage('The XML does not end with its root element.', bytes.length);
}

function openElement(cursor: XmlCursor, around: string[]): void {
  around.push(cursor.name);
  if (around.length <= deepest) return;
  throw new XmlDamage(`The elements nest deeper than ${deepest} levels.`, cursor.start);
}

function closeElement(cursor: XmlCursor, around: string[]): void {
  const open = around.pop();
  if (open === undefined || !cursor.isNamed(open)) {
    throw new XmlDamage(`</${cursor.name}> closes what was not opened.`, cursor.start);
  }
}
