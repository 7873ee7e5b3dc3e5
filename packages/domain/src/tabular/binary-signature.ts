import type { Refusal } from './file-layout.ts';

interface Signature {
  readonly name: string;
  readonly bytes: readonly number[];
  /** What to do, where that is more than to export the table. */
  readonly advice?: string;
}

const signatures: readonly Signature[] = [
  { name: 'a spreadsheet or ZIP archive', bytes: [0x50, 0x4b, 0x03, 0x04] },
  { name: 'an empty ZIP archive', bytes: [0x50, 0x4b, 0x05, 0x06] },
  {
    name: 'an old Excel workbook (.xls), or one protected by a password',
    bytes: [0xd0, 0xcf, 0x11, 0xe0],
    advice:
      'Open it in a spreadsheet program, remove the password if it has one, save it as an Excel workbook (.xlsx) and upload that.',
  },
  { name: 'a PDF document', bytes: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { name: 'a rich text document', bytes: [0x7b, 0x5c, 0x72, 0x74, 0x66] },
  { name: 'a web archive (.mht)', bytes: Array.from('MIME-Version: 1.', (letter) => letter.charCodeAt(0)) },
  { name: 'a gzip archive', bytes: [0x1f, 0x8b] },
  { name: 'a bzip2 archive', bytes: [0x42, 0x5a, 0x68] },
  { name: 'an xz archive', bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a] },
  { name: 'a zstd archive', bytes: [0x28, 0xb5, 0x2f, 0xfd] },
  { name: 'a 7-Zip archive', bytes: [0x37, 0x7a, 0xbc, 0xaf] },
  { name: 'a PNG image', bytes: [0x89, 0x50, 0x4e, 0x47] },
  { name: 'a JPEG image', bytes: [0xff, 0xd8, 0xff] },
  { name: 'a program', bytes: [0x7f, 0x45, 0x4c, 0x46] },
];

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

/** Refusal of content of a known kind that is not read, whatever its name says. */
export function refuseSignature(head: Uint8Array): Refusal | undefined {
  const known = signatures.find(({ bytes }) => startsWith(head, bytes));
  if (known === undefined) return undefined;
  const { name, advice = 'Export the table as CSV in UTF-8 and upload that.' } = known;
  const detail = `The content is ${name}, which is not read. ${advice}`;
  return { code: 'file_unreadable', detail, byteOffset: 0 };
}

/** Refusal of content that is no text, whatever its name says; undefined for text in UTF-8. */
export function refuseBinary(head: Uint8Array): Refusal | undefined {
  const known = refuseSignature(head);
  if (known !== undefined) return known;
  if (startsWith(head, [0xff, 0xfe]) || startsWith(head, [0xfe, 0xff])) {
    const detail =
      'The text is encoded as UTF-16, which is not read. Save the file as UTF-8 and upload it again.';
    return { code: 'encoding_undecidable', detail, byteOffset: 0 };
  }
  const nul = head.indexOf(0);
  if (nul < 0 || nulsIn(head) * mostNuls <= head.length) return undefined;
  const detail = `The content is binary: byte ${nul} is NUL. Export the table as CSV in UTF-8 and upload that.`;
  return { code: 'file_unreadable', detail, byteOffset: nul };
}

/** One byte in so many may be NUL: a stray one damages its row, many make the content binary. */
const mostNuls = 10;

function nulsIn(head: Uint8Array): number {
  let count = 0;
  for (const byte of head) if (byte === 0) count++;
  return count;
}
