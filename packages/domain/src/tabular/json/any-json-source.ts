import { detectEncoding } from '../encodings/detect-encoding.ts';
import { textHead, utf8Pieces } from '../encodings/text-source.ts';
import type { FileBytes, ReadingOptions, TableReader, TableSource } from '../table-source.ts';
import { decodeUtf8 } from '../utf8.ts';
import { jsonReader } from './json-source.ts';
import { ndjsonReader } from './ndjson-source.ts';

/** Lines that tell one object a line from one document. */
const judgedLines = 10;

/**
 * Whether a text that opens with a brace holds one object a line: most of its first lines are whole objects.
 *
 * `isWhole` says that nothing follows the head, so that its last line is complete.
 */
export function hasObjectLines(head: string, isWhole: boolean): boolean {
  if (!head.trimStart().startsWith('{')) return false;
  const lines = (isWhole ? head.split('\n') : head.split('\n').slice(0, -1)).map((line) => line.trim());
  const judged = lines.filter((line) => line !== '').slice(0, judgedLines);
  const objects = judged.filter((line) => line.startsWith('{') && line.endsWith('}')).length;
  // Behind a whole object no document goes on: a second one that the head does not hold to its end is a line as well.
  if (!isWhole && judged.length === 1 && objects === 1) return lastLine(head).startsWith('{');
  return judged.length > 1 && objects * 2 > judged.length;
}

function lastLine(text: string): string {
  return text.slice(text.lastIndexOf('\n') + 1).trimStart();
}

async function openAnyJson(file: FileBytes, options: ReadingOptions): Promise<TableSource> {
  const { text, isWhole } = await headText(file, options);
  return (hasObjectLines(text, isWhole) ? ndjsonReader : jsonReader).open(file, options);
}

async function headText(
  file: FileBytes,
  { choices }: ReadingOptions,
): Promise<{ text: string; isWhole: boolean }> {
  const head = await textHead(file);
  const { encoding } = detectEncoding(head, choices.encoding);
  const start: FileBytes = {
    size: head.bytes.length,
    read: () => file.read({ start: 0, end: head.bytes.length }),
  };
  let text = '';
  try {
    for await (const piece of utf8Pieces(start, encoding)) text += decodeUtf8(piece);
  } catch {
    // A character cut by the end of the head, or one that cannot be read: the reader meets it again and says so.
  }
  return { text, isWhole: head.isWhole };
}

/** Reads a document of JSON or one object a line, whichever the file is. */
export const anyJsonReader: TableReader = { formats: ['json', 'ndjson'], open: openAnyJson };
