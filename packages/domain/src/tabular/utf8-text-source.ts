import { undecidableEncoding } from './detect-layout.ts';
import {
  type FileBytes,
  refuseTable,
  type SourceFacts,
  TabularRefusal,
  type TableSource,
} from './table-source.ts';
import { cutSequenceLength, findInvalidUtf8 } from './utf8.ts';

/** What there is to tell of delimited text in UTF-8. */
export const utf8TextFacts: SourceFacts = {
  format: 'delimited_text',
  packing: null,
  encoding: 'utf-8',
  encodingCertainty: 1,
  encodingCandidates: [],
  sheets: [],
  sheet: null,
  form: { kind: 'text' },
};

/** Delimited text in UTF-8: its pieces are the file's own bytes, checked on the way. */
export function utf8TextSource(file: FileBytes): TableSource {
  return { facts: utf8TextFacts, read: () => checkedUtf8(file.read()) };
}

async function* checkedUtf8(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  let offset = 0;
  let cut: Uint8Array = new Uint8Array(0);
  for await (const piece of pieces) {
    const text = cut.length === 0 ? piece : joinTwo(cut, piece);
    const invalid = findInvalidUtf8(text, true);
    if (invalid >= 0) throw new TabularRefusal(undecidableEncoding(offset - cut.length + invalid));
    cut = text.slice(text.length - cutSequenceLength(text));
    offset += piece.length;
    yield piece;
  }
  if (cut.length === 0) return;
  const detail = `The text ends within a character, at byte ${offset - cut.length}. The file was probably cut off; get it again.`;
  refuseTable('encoding_undecidable', detail, { byteOffset: offset - cut.length });
}

function joinTwo(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
