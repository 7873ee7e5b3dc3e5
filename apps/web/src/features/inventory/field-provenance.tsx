import { Stack, Text } from '@mantine/core';
import type { ProvenanceEntry } from '../../api/entities.ts';
import { AppLink } from '../../components/app-link.tsx';
import { formatCount, formatTime, formatValue } from '../../texts/format.ts';
import { sentenceOf } from '../../texts/vocabulary.ts';

const originText: Readonly<Record<ProvenanceEntry['origin'], string>> = {
  import: 'Imported file',
  user: 'Entered by a person',
  rule: 'Worked out by a rule',
  agent: 'Proposed by an adviser',
  merge: 'Kept from a merged asset',
  origin_unknown: 'Origin not recorded',
};

function Origin({ entry }: { entry: ProvenanceEntry }) {
  const place = entry.file_name ?? entry.import_name ?? originText[entry.origin];
  return (
    <>
      {entry.import_id === null ? (
        place
      ) : (
        <AppLink href={`/discovery/data-import/${entry.import_id}`}>{place}</AppLink>
      )}
      {entry.line_number !== null && `, line ${formatCount(entry.line_number)}`}
      {entry.source_column !== null && (
        <>
          , column <b>{entry.source_column}</b>
        </>
      )}
    </>
  );
}

/** Why a value counts and another does not; nothing to say where nobody offered another. */
export const whyText: Readonly<Record<NonNullable<ProvenanceEntry['decided_by']>, string | false>> = {
  only_value: false,
  user_value: 'a person’s value goes first',
  source_precedence: 'its source is trusted more',
  newer: 'it is newer',
  more_certain: 'it is more certain',
  first: 'the fullest row goes first',
};

function detailOf(entry: ProvenanceEntry): string {
  const parts = [
    entry.source_value !== null &&
      entry.source_value !== formatValue(entry.value) &&
      `was “${entry.source_value}”`,
    entry.rule !== null && sentenceOf(entry.rule).toLowerCase(),
    entry.mapping_approved_by !== null && `mapping approved by ${entry.mapping_approved_by}`,
    entry.observed_at !== null && formatTime(entry.observed_at),
    entry.decided_by !== null && whyText[entry.decided_by],
  ];
  return parts.filter((part) => part !== false).join(' · ');
}

function Entry({ entry }: { entry: ProvenanceEntry }) {
  return (
    <div>
      <Text size="sm">
        {!entry.is_current && (
          <>
            Also offered: <span className="sample">{formatValue(entry.value)}</span>{' '}
          </>
        )}
        <Origin entry={entry} />
      </Text>
      <Text size="xs" c="dimmed">
        {detailOf(entry)}
      </Text>
    </div>
  );
}

/** Where a value came from, the one that counts first, then what other rows offered. */
export function FieldProvenance({ entries }: { entries: readonly ProvenanceEntry[] }) {
  if (entries.length === 0)
    return (
      <Text size="sm" c="dimmed">
        Not recorded
      </Text>
    );
  const ordered = entries.toSorted((a, b) => Number(b.is_current) - Number(a.is_current));
  return (
    <Stack gap={6}>
      {ordered.slice(0, 4).map((entry, index) => (
        <Entry key={`${entry.import_id} ${entry.row_number} ${index}`} entry={entry} />
      ))}
      {ordered.length > 4 && (
        <Text size="xs" c="dimmed">
          and {ordered.length - 4} more
        </Text>
      )}
    </Stack>
  );
}
