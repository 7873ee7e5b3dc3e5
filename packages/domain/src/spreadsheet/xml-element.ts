import type { ByteBuffer } from './byte-buffer.ts';
import { addCdata, addXmlText } from './cell-text.ts';
import { type XmlCursor, xmlToken } from './xml-cursor.ts';

/**
 * Adds the text of the element that the cursor has just opened: `all` of it, or its `t` and those of its `runs`.
 *
 * Phonetic runs are how a text is spoken, not what it says. Answers false when the bytes end before the element.
 */
export function addElementText(cursor: XmlCursor, into: ByteBuffer, wanted: 'all' | 'runs'): boolean {
  for (;;) {
    const token = cursor.next();
    if (token === xmlToken.more) return false;
    if (token === xmlToken.close) return true;
    if (token === xmlToken.open) {
      if (!addChild(cursor, into, wanted)) return false;
    } else if (wanted === 'all' && token !== xmlToken.empty) {
      const add = token === xmlToken.cdata ? addCdata : addXmlText;
      add(into, cursor.bytes, { start: cursor.start, end: cursor.end });
    }
  }
}

/** Adds the text of an element within another one that holds text. */
function addChild(cursor: XmlCursor, into: ByteBuffer, wanted: 'all' | 'runs'): boolean {
  if (cursor.isNamed('rPh') || cursor.isNamed('extLst')) return skipElement(cursor);
  if (wanted === 'all' || cursor.isNamed('t')) return addElementText(cursor, into, 'all');
  return cursor.isNamed('r') || cursor.isNamed('is')
    ? addElementText(cursor, into, 'runs')
    : skipElement(cursor);
}

/** True for a token of white space only. */
export function isSpaceToken({ bytes, start, end }: XmlCursor): boolean {
  // A byte order mark is no text.
  const hasMark = bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf;
  for (let at = hasMark ? start + 3 : start; at < end; at++) if (bytes[at]! > 0x20) return false;
  return true;
}

/** Passes by the element that the cursor has just opened; answers false when the bytes end before it. */
export function skipElement(cursor: XmlCursor): boolean {
  for (let depth = 1; depth > 0; ) {
    const token = cursor.next();
    if (token === xmlToken.more) return false;
    if (token === xmlToken.open) depth++;
    if (token === xmlToken.close) depth--;
  }
  return true;
}
