import type { ZipEntry } from '@landfall/domain/spreadsheet/zip-directory';
import {
  type FileBytes,
  type ReadingOptions,
  refuseTable,
  type TableSource,
} from '@landfall/domain/tabular/table-source';
import { sizedBytes, sizedFile } from './sized-file.ts';
import { isOfficePackage } from './xlsx-package.ts';
import { openWorkbook } from './xlsx-reader.ts';
import { openZip, type ZipArchive } from './zip-archive.ts';

interface NamedBytes {
  readonly bytes: FileBytes;
  readonly name: string;
}

type OpenUnpacked = (file: NamedBytes, options: ReadingOptions) => Promise<TableSource>;

/** Largest workbook that is unpacked into memory to be read from its end. */
const maxHeldBytes = 64 * 1024 * 1024;

/** Opens a workbook, or the one table that an archive holds. */
export async function openZipped(
  { bytes }: NamedBytes,
  options: ReadingOptions,
  openUnpacked: OpenUnpacked,
): Promise<TableSource> {
  const archive = await openZip(await sizedFile(bytes), options.limits);
  if (isOfficePackage(archive)) return openWorkbook(archive, options);
  const entry = onlyTable(archive);
  const source = entry.name.toLowerCase().endsWith('.xlsx')
    ? await openInnerWorkbook(archive, entry, options)
    : await openUnpacked({ bytes: entryBytes(archive, entry), name: entry.name }, options);
  return { ...source, facts: { ...source.facts, packing: 'zip' } };
}

/** What packers add beside the files: folders and the notes of macOS. */
function isFile({ name }: ZipEntry): boolean {
  return !name.endsWith('/') && !name.startsWith('__MACOSX/') && !/(?:^|\/)\.[^/]*$/.test(name);
}

function onlyTable(archive: ZipArchive): ZipEntry {
  const files = archive.entries.filter(isFile);
  const [entry, ...others] = files;
  if (entry !== undefined && others.length === 0) return entry;
  const names = files.slice(0, 10).map(({ name }) => `“${name}”`);
  const what = entry === undefined ? 'no file' : `${files.length} files (${names.join(', ')})`;
  return refuseTable(
    'file_unreadable',
    `The archive holds ${what}, not one table. Unpack it and upload one of its files.`,
  );
}

/** The bytes of an entry; to read from its middle it is unpacked from its beginning. */
function entryBytes(archive: ZipArchive, entry: ZipEntry): FileBytes {
  return {
    size: undefined,
    async *read({ start = 0, end = Number.POSITIVE_INFINITY } = {}) {
      let at = 0;
      for await (const piece of archive.read(entry)) {
        const from = Math.max(0, start - at);
        const taken = piece.subarray(Math.min(from, piece.length), Math.min(piece.length, end - at));
        at += piece.length;
        if (taken.length > 0) yield taken;
        if (at >= end) return;
      }
    },
  };
}

async function openInnerWorkbook(
  archive: ZipArchive,
  entry: ZipEntry,
  options: ReadingOptions,
): Promise<TableSource> {
  const bytes = await archive.readWhole(entry, maxHeldBytes);
  const inner = await openZip(sizedBytes(bytes), options.limits);
  if (!isOfficePackage(inner)) {
    refuseTable(
      'archive_suspicious',
      `“${entry.name}” is an archive within an archive, which is not unpacked.`,
    );
  }
  return openWorkbook(inner, options);
}
