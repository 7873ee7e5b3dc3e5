import type { ImportCategory } from '../catalog/import-category.ts';
import type { ColumnProfile } from '../tabular/column-profile.ts';
import { detectRowSubject } from './detect-row-subject.ts';
import type { FieldIndex } from './field-index.ts';
import { matchHeader } from './match-header.ts';
import { readHeader } from './read-header.ts';
import type { FileReading } from './signal.ts';
import { valueFacts } from './value-facts.ts';

const generatedKey = /^__EMPTY_\d+$/;
const guestMarkers = new Set(
  'vm guest powerstate esx vmhost vcpu hypervisor datastore vapp template'.split(' '),
);
const nameHeaders = new Set([
  'name',
  'vm',
  'vmname',
  'hostname',
  'guestname',
  'servername',
  'machinename',
  'displayname',
  'computername',
  'guesthostname',
]);

/** Reads headers and values of a file once, so that every signal can look at them. */
export function readFile(
  columns: readonly ColumnProfile[],
  category: ImportCategory,
  index: FieldIndex,
): FileReading {
  const headers = columns.map(({ header, key }) => readHeader(generatedKey.test(key) ? '' : header));
  const subject = detectRowSubject(headers, category);
  const guestWords = headers.filter(({ words }) => words.some((word) => guestMarkers.has(word))).length;
  const hasName = headers.some(({ words }) => nameHeaders.has(words.join('')));
  return {
    category,
    subject,
    hasGuestName: subject === 'machine' && hasName && guestWords >= 2,
    columns: columns.map((profile, position) => {
      const header = headers[position] ?? readHeader('');
      const { byField, outside } = matchHeader(header, index, subject);
      return { profile, header, values: valueFacts(profile), matches: byField, outside };
    }),
  };
}
