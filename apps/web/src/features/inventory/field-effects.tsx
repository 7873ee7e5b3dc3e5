import { Group, Text } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import type { FieldEffect, PreviewRow } from '../../api/entities.ts';
import { countOf, formatCount, formatValue } from '../../texts/format.ts';
import { rejectReasonText, sentenceOf } from '../../texts/vocabulary.ts';
import { whyText } from './field-provenance.tsx';

/** Fields of a row shown in the list. */
const shownFields = 8;

/** What a row would do to each field of its asset, and why. */
export function FieldEffects({ row }: { row: PreviewRow }) {
  if (row.reason !== null || row.reason_code !== null)
    return row.reason ?? rejectReasonText(row.reason_code ?? '');
  if (row.merged_into_row !== null && row.merged_into_row !== row.row_number) {
    return `Same asset as row ${formatCount(row.merged_into_row)}`;
  }
  return (
    <>
      <ConflictText row={row} />
      <Group gap="6px 16px" align="flex-start">
        {row.diff.slice(0, shownFields).map((effect) => (
          <Effect key={effect.field} effect={effect} row={row} />
        ))}
        {row.diff.length > shownFields && (
          <Text size="xs" c="dimmed">
            and {countOf(row.diff.length - shownFields, 'more field')}
          </Text>
        )}
      </Group>
    </>
  );
}

function ConflictText({ row: { conflict } }: { row: PreviewRow }) {
  if (conflict === null) return null;
  const names = conflict.candidates.map(({ name }) => name).join(', ');
  return (
    <Text size="sm" mb={4}>
      {sentenceOf(conflict.type)}
      {names !== '' && `: ${names}`}. A person decides after the approval.
    </Text>
  );
}

function Effect({ effect, row }: { effect: FieldEffect; row: PreviewRow }) {
  const { before, after, outcome, label } = effect;
  const why = whyOf(effect, row);
  return (
    <div>
      <Group gap={6} wrap="nowrap">
        <Text size="sm" c="dimmed" style={{ flex: 'none' }}>
          {label}
        </Text>
        {outcome !== 'set' && (
          <>
            <span className="sample">{formatValue(before)}</span>
            {outcome === 'kept' ? (
              <Text size="sm" style={{ flex: 'none' }}>
                stays; the file says
              </Text>
            ) : (
              <IconArrowRight size={14} aria-label="becomes" style={{ flex: 'none' }} />
            )}
          </>
        )}
        <span className="sample">{formatValue(after)}</span>
      </Group>
      {why !== '' && (
        <Text size="xs" c="dimmed">
          {why}
        </Text>
      )}
    </div>
  );
}

/** Why the value wins, where the one before came from, and which row gives it; nothing to say about a new asset. */
function whyOf(effect: FieldEffect, row: PreviewRow): string {
  const { decided_by: rule, before_source: source, by_reviewer: isReviewers, outcome } = effect;
  const parts = [
    outcome === 'items_added' && 'items are added',
    rule !== null && whyText[rule],
    source !== null && `before: ${sourceText(source)}`,
    isReviewers && 'by the reviewer',
    !isReviewers && effect.row_number !== row.row_number && `from row ${formatCount(effect.row_number)}`,
  ];
  return parts.filter((part) => part !== false).join(' · ');
}

function sourceText({
  origin,
  import_name: name,
  row_number: row,
}: NonNullable<FieldEffect['before_source']>): string {
  if (origin === 'user') return 'a person';
  if (name === null) return 'not known';
  return row === null ? name : `${name}, row ${formatCount(row)}`;
}
