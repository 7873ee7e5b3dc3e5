import { refuseBinary } from '@landfall/domain/tabular/binary-signature';
import {
  type FileBytes,
  type ReadingOptions,
  TabularRefusal,
  type TableSource,
} from '@landfall/domain/tabular/table-source';
import { utf8TextSource } from '@landfall/domain/tabular/utf8-text-source';

/** A file whose format is to be found; the name decides only what its content leaves open. */
export interface UnknownFile {
  readonly bytes: FileBytes;
  readonly name: string;
}

/** Finds out what a file is and opens its table; throws `TabularRefusal` for what cannot be taken. */
export async function openTable({ bytes }: UnknownFile, _options: ReadingOptions): Promise<TableSource> {
  const binary = refuseBinary(await firstBytes(bytes));
  if (binary !== undefined) throw new TabularRefusal(binary);
  return utf8TextSource(bytes);
}

/** Enough of a file to tell what it is. */
async function firstBytes(file: FileBytes): Promise<Uint8Array> {
  for await (const piece of file.read({ end: 4096 })) return piece;
  return new Uint8Array(0);
}
