import type { ImportCategory } from '../catalog/import-category.ts';
import type { ColumnProfile } from '../tabular/column-profile.ts';
import { detectRowSubject } from './detect-row-subject.ts';
import type { FieldIndex } from './field-index.ts';
import { fileTraits } from './file-traits.ts';
import { matchHeader } from './match-header.ts';
import { outsideWord } from './outside-concepts.ts';
import { type HeaderReading, readHeader } from './read-header.ts';
import type { FileReading } from './signal.ts';
import { valueFacts } from './value-facts.ts';

const generatedKey = /^__EMPTY_\d+$/;

/** Reads headers and values of a file once, so that every signal can look at them. */
export function readFile(
  columns: readonly ColumnProfile[],
  category: ImportCategory,
  index: FieldIndex,
): FileReading {
  const headers = markFilePrefix(
    columns.map(({ header, key }) => readHeader(generatedKey.test(key) ? '' : header)),
    index,
  );
  const subject = detectRowSubject(headers, category);
  const readable = readableTwins(columns);
  return {
    category,
    subject,
    traits: fileTraits(headers, subject),
    columns: columns.map((profile, position) => {
      const header = headers[position] ?? readHeader('');
      const { byField, outside } = matchHeader(header, index, subject);
      const about = readable.has(profile.header.toLowerCase()) ? 'the key of another record' : outside;
      return { profile, header, values: valueFacts(profile), matches: byField, outside: about };
    }),
  };
}

/** Headers beside which another column gives the same thing readably: `rack` and `rack_str`, `location` and `dv_location`. */
function readableTwins(columns: readonly ColumnProfile[]): ReadonlySet<string> {
  const headers = new Set(columns.map(({ header }) => header.toLowerCase()));
  return new Set(
    [...headers].filter((header) => headers.has(`${header}_str`) || headers.has(`dv_${header}`)),
  );
}

const sharedPrefixShare = 0.1;

/** Marks headers whose first word, unknown to the catalog, starts at least one in ten headers ("ACME Owner", "ACME Site"). */
function markFilePrefix(headers: readonly HeaderReading[], index: FieldIndex): readonly HeaderReading[] {
  const counts = new Map<string, number>();
  for (const { words } of headers) {
    if (words.length > 1) counts.set(words[0] ?? '', (counts.get(words[0] ?? '') ?? 0) + 1);
  }
  return headers.map((header) => {
    const first = header.words[0] ?? '';
    const count = counts.get(first) ?? 0;
    const isKnown =
      index.byWord.has(first) || index.bySpelling.has(first) || outsideWord([first]) !== undefined;
    const isShared =
      !isKnown && header.words.length > 1 && count >= 2 && count >= sharedPrefixShare * headers.length;
    return isShared ? { ...header, filePrefix: first } : header;
  });
}
