import { refuseSignature } from '@landfall/domain/tabular/binary-signature';
import { sniffContent, type SniffedContent } from '@landfall/domain/tabular/sniff-content';
import {
  type FileBytes,
  type ReadingOptions,
  TabularRefusal,
  type TableReader,
  type TableSource,
} from '@landfall/domain/tabular/table-source';
import { textReader } from '@landfall/domain/tabular/encodings/text-source';
import { anyJsonReader } from '@landfall/domain/tabular/json/any-json-source';
import { xmlReader } from '@landfall/domain/tabular/xml/xml-source';
import { openGzipped } from './gzip-file.ts';
import { openZipped } from './zipped-table.ts';

/** A file whose format is to be found; the name decides only what its content leaves open. */
export interface UnknownFile {
  readonly bytes: FileBytes;
  readonly name: string;
}

/** Finds out what a file is and opens its table; throws `TabularRefusal` for what cannot be taken. */
export async function openTable(file: UnknownFile, options: ReadingOptions): Promise<TableSource> {
  const head = await firstBytes(file.bytes);
  const content = sniffContent(head, file.name);
  if (content === 'zip') return openZipped(file, options, openUnpacked);
  if (content === 'gzip') return openGzipped(file, options, openUnpacked);
  return openUnpacked(file, options);
}

/** Opens what is not packed, or no longer: a pack within a pack is not unpacked. */
async function openUnpacked({ bytes, name }: UnknownFile, options: ReadingOptions): Promise<TableSource> {
  const head = await firstBytes(bytes);
  const refused = refuseSignature(head);
  if (refused !== undefined) throw new TabularRefusal(refused);
  return readerOf(sniffContent(head, name)).open(bytes, options);
}

function readerOf(content: SniffedContent): TableReader {
  if (content === 'json') return anyJsonReader;
  return content === 'xml' ? xmlReader : textReader;
}

const headBytes = 4096;

/** Enough of a file to tell what it is, however small the pieces are it comes in. */
async function firstBytes(file: FileBytes): Promise<Uint8Array> {
  const head = new Uint8Array(headBytes);
  let length = 0;
  for await (const piece of file.read({ start: 0, end: headBytes })) {
    const taken = piece.subarray(0, headBytes - length);
    head.set(taken, length);
    length += taken.length;
    if (length === headBytes) break;
  }
  return head.subarray(0, length);
}
