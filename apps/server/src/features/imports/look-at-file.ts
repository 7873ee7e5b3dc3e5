import { detectLayout, type FileHead, type LayoutOptions } from '@landfall/domain/tabular/detect-layout';
import { isRefused, type Refusal } from '@landfall/domain/tabular/file-layout';
import { sniffContent } from '@landfall/domain/tabular/sniff-content';
import {
  defaultReadingLimits,
  type ReadingChoices,
  TabularRefusal,
} from '@landfall/domain/tabular/table-source';
import { utf8TextFacts } from '@landfall/domain/tabular/utf8-text-source';
import type { ImportLimits } from './import-settings.ts';
import { fileRefused, fileTooLarge } from './imports.errors.ts';
import { inspectRows } from './inspect-rows.ts';
import { type LookedAt, lookAtTable } from './readers/table-process.ts';
import type { OpenedTable, TableTaskKind } from './readers/table-task.ts';
import { type ArrivedFile, type NamedFile, withOpen } from './receive-file.ts';

/** How a file that arrived will be read, and its first rows; a file that is not taken is a 422 with its reason. */
export async function lookAtFile(
  file: ArrivedFile,
  named: NamedFile,
  limits: ImportLimits,
): Promise<OpenedTable> {
  try {
    if (isPlainText(file, named)) return openText(file.head, named.choices);
    return (await lookInProcess(file, named, { limits, kind: 'open' })).opened;
  } catch (error) {
    throw refusalOf(error);
  }
}

/** {@link lookAtFile} with the counts of all rows. */
export async function surveyFile(
  file: ArrivedFile,
  named: NamedFile,
  limits: ImportLimits,
): Promise<LookedAt> {
  try {
    return await lookInProcess(file, named, { limits, kind: 'survey' });
  } catch (error) {
    throw refusalOf(error);
  }
}

/** How the rest of a file will be read, told from its beginning; only text can be looked at in part. */
export async function lookAtBeginning(file: ArrivedFile, named: NamedFile): Promise<OpenedTable> {
  try {
    return openText({ bytes: file.head.bytes, isWhole: false }, named.choices);
  } catch (error) {
    throw refusalOf(error);
  }
}

function refusalOf(error: unknown): unknown {
  return error instanceof TabularRefusal ? fileRefused(error.refusal) : error;
}

/** Delimited text in UTF-8 is read as it stands, by this process: there is nothing in it to unpack or to convert. */
function isPlainText({ head, isUtf8 }: ArrivedFile, { name, choices }: NamedFile): boolean {
  if (!isUtf8 || (choices.sheet ?? choices.sheets) !== undefined) return false;
  if (choices.encoding !== undefined && choices.encoding !== 'utf-8') return false;
  return sniffContent(head.bytes, name) === 'text' && !head.bytes.includes(0);
}

/** Opens delimited UTF-8 text by its first bytes; throws `TabularRefusal`. */
export function openText(head: FileHead, { delimiter, headerRow }: ReadingChoices): OpenedTable {
  const options: LayoutOptions = {
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(headerRow === undefined ? {} : { headerLine: headerRow }),
  };
  const layout = detectLayout(head, options);
  if (isRefused(layout)) throw new TabularRefusal(layout.refused);
  const rows = inspectRows(head, layout);
  if (rows.length === 0 && head.isWhole) throw new TabularRefusal(withoutRows(layout.headerLine));
  return { facts: utf8TextFacts, layout, rows };
}

function withoutRows(headerLine: number): Refusal {
  const detail = `The file has a header in line ${headerLine} but no rows below it. Nothing was stored.`;
  return { code: 'file_has_no_rows', detail };
}

async function lookInProcess(
  { incoming, sizeBytes, head }: ArrivedFile,
  { name, choices }: NamedFile,
  { limits, kind }: { readonly limits: ImportLimits; readonly kind: TableTaskKind },
): Promise<LookedAt> {
  if (sniffContent(head.bytes, name) === 'zip' && sizeBytes > limits.maxPackedBytes)
    throw fileTooLarge(limits.maxPackedBytes);
  const task = { kind, name, choices, limits: { ...defaultReadingLimits, maxColumns: limits.maxColumns } };
  return withOpen(incoming.open(), ({ fd }) => lookAtTable({ descriptor: fd, size: sizeBytes }, task));
}
