/** What the first bytes of a file say it is; text may still be of any delimiter and encoding. */
export type SniffedContent = 'zip' | 'gzip' | 'json' | 'xml' | 'text';

/** Bytes of the head that are looked at. */
const looked = 512;

/**
 * Tells content apart by signature and structure; the name only decides what the content leaves open.
 *
 * Text of any encoding is seen through its ASCII: zero bytes of UTF-16 and UTF-32 and byte order marks are passed over.
 */
export function sniffContent(head: Uint8Array, fileName = ''): SniffedContent {
  if (startsWith(head, [0x50, 0x4b, 0x03, 0x04]) || startsWith(head, [0x50, 0x4b, 0x05, 0x06])) return 'zip';
  if (startsWith(head, [0x1f, 0x8b])) return 'gzip';
  const text = asciiOf(head).trimStart();
  if (isXml(text)) return 'xml';
  if (isJson(text, fileName)) return 'json';
  return 'text';
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

/** The head as ASCII: byte order marks and zero bytes left out, all other bytes from 0x80 on as `?`. */
function asciiOf(head: Uint8Array): string {
  let text = '';
  const start = markLength(head);
  for (let at = start; at < Math.min(head.length, looked); at++) {
    const byte = head[at]!;
    if (byte !== 0) text += byte < 0x80 ? String.fromCharCode(byte) : '?';
  }
  return text;
}

function markLength(head: Uint8Array): number {
  if (startsWith(head, [0xef, 0xbb, 0xbf])) return 3;
  if (startsWith(head, [0xff, 0xfe]) || startsWith(head, [0xfe, 0xff])) return 2;
  return startsWith(head, [0, 0, 0xfe, 0xff]) ? 4 : 0;
}

function isXml(text: string): boolean {
  // An element is followed by text or markup, a cell in angle brackets by a delimiter.
  return /^<(?:\?xml\s|!DOCTYPE\s|!--|[A-Za-z_][\w.:-]*(?:\s+[\w.:-]+\s*=|\s*\/?>(?![,;|\t])))/.test(text);
}

/** An object whose first key is quoted, or an array that opens with a value; a named .json file may be any JSON value. */
function isJson(text: string, fileName: string): boolean {
  if (/^\{\s*(?:"|\})/.test(text) || /^\[\s*[[{\]]/.test(text)) return true;
  if (!/\.(?:json|ndjson|jsonl|geojson)$/i.test(fileName)) return false;
  return text === '' || /^(?:[[\]{}":,'\d+.-]|true|false|null|nul|tru|fals)/.test(text);
}
