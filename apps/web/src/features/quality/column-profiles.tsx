import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ImportColumn } from '../../api/entities.ts';
import { importColumnsQuery } from '../../api/imports.ts';
import { QueryView } from '../../components/query-view.tsx';
import { Section } from '../../components/section.tsx';
import { TableCard } from '../../components/table-card.tsx';
import { countOf, formatAmount, formatCount, formatShare } from '../../texts/format.ts';
import { sentenceOf } from '../../texts/vocabulary.ts';

/** Columns shown before a person asks for all. */
const firstColumns = 20;
const shownValues = 3;
const shownKinds = 2;

const heads = [
  'Column',
  { numbers: 'Filled' },
  { numbers: 'Different' },
  'Kinds of values',
  'Lengths or numbers',
  'Most frequent',
];

/** What the cells of each column look like, counted over all rows. */
export function ColumnProfiles({ importId }: { importId: string }) {
  const columns = useQuery(importColumnsQuery(importId));
  const [all, setAll] = useState(false);
  return (
    <Section id="profiles" title="Column profiles">
      <QueryView query={columns} label="column profiles" rows={5}>
        {(items) => (
          <>
            <TableCard label="Table of column profiles" heads={heads}>
              {(all ? items : items.slice(0, firstColumns)).map((column) => (
                <ProfileRow key={column.id} column={column} />
              ))}
            </TableCard>
            {!all && items.length > firstColumns && (
              <Button mt="sm" size="xs" variant="default" onClick={() => setAll(true)}>
                Show all {countOf(items.length, 'column')}
              </Button>
            )}
          </>
        )}
      </QueryView>
    </Section>
  );
}

function ProfileRow({ column: { key, profile, sensitive_kind: kind } }: { column: ImportColumn }) {
  return (
    <tr>
      <td>
        {key}
        {kind !== null && (
          <Text size="xs" c="dimmed">
            Sensitive: {sentenceOf(kind).toLowerCase()}
          </Text>
        )}
      </td>
      <td className="num">{formatShare(profile.filled_share)}</td>
      <td className="num">
        {profile.distinct_exact ? '' : 'about '}
        {formatCount(profile.distinct_count)}
      </td>
      <td>{kindsText(profile.kinds)}</td>
      <td>{extentText(profile)}</td>
      <td>
        {profile.top_values.slice(0, shownValues).map(({ value, count }) => (
          <span
            key={value}
            className="sample"
            title={countOf(count, 'row')}
            style={{ maxWidth: 160, marginRight: 4 }}
          >
            {value}
          </span>
        ))}
      </td>
    </tr>
  );
}

type Profile = ImportColumn['profile'];

function kindsText(kinds: Profile['kinds']): string {
  const total = Object.values(kinds).reduce((sum, count) => sum + count, 0);
  const found = Object.entries(kinds)
    .filter(([, count]) => count > 0)
    .toSorted(([, left], [, right]) => right - left);
  const shown = found
    .slice(0, shownKinds)
    .map(([kind, count]) => `${sentenceOf(kind)} ${formatShare(count / total)}`);
  const more = found.length > shownKinds ? [`${formatCount(found.length - shownKinds)} more`] : [];
  return found.length === 0 ? 'No values' : [...shown, ...more].join(', ');
}

function extentText({ numeric, min_length: shortest, max_length: longest }: Profile): string {
  if (numeric !== null) return `${formatAmount(numeric.min)} to ${formatAmount(numeric.max)}`;
  if (shortest === null || longest === null) return '';
  return shortest === longest
    ? countOf(longest, 'character')
    : `${formatCount(shortest)} to ${countOf(longest, 'character')}`;
}
