import { detectEncoding, type DetectedEncoding, type TextHead } from '../encodings/detect-encoding.ts';
import { legacyCandidates } from '../encodings/detect-legacy.ts';
import { findEncoding } from '../encodings/text-encoding.ts';
import { refuseTable } from '../table-source.ts';

/** The encoding that the XML declaration names; undefined without one. */
export function declaredEncoding({ bytes }: TextHead): string | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 200));
  return /^(?:\u00ef\u00bb\u00bf)?<\?xml\s[^>]*?\bencoding\s*=\s*["']([A-Za-z][\w.:-]*)["']/.exec(start)?.[1];
}

/**
 * Settles the encoding of XML: what a person chose, a byte order mark, UTF-16 by its zero bytes, the declaration,
 * and only then what any text is judged by.
 */
export function detectXmlEncoding(head: TextHead, chosen?: string): DetectedEncoding {
  const declared = chosen === undefined ? declaredEncoding(head) : undefined;
  if (declared === undefined) return detectEncoding(head, chosen);
  const named = findEncoding(declared);
  if (named === undefined) {
    const candidates = legacyCandidates(head.bytes, head.isWhole);
    const detail = `The file says that its encoding is “${declared.slice(0, 40)}”, which is not known. Choose one of the list.`;
    return refuseTable('encoding_undecidable', detail, { candidates });
  }
  // The declaration was read byte by byte, so that it cannot be in UTF-16 whatever it says.
  if (named.startsWith('utf-')) return detectEncoding(head, 'utf-8');
  return detectEncoding(head, named);
}
