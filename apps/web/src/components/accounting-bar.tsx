import { Group, Stack, Text } from '@mantine/core';
import type { Accounting } from '../api/entities.ts';
import { countOf, formatCount } from '../texts/format.ts';
import { rejectReasonText } from '../texts/vocabulary.ts';

const parts = [
  { key: 'created', label: 'Created', color: '#2b8a3e' },
  { key: 'updated', label: 'Updated', color: '#3b5bdb' },
  { key: 'merged_duplicates', label: 'Merged duplicates', color: '#7048e8' },
  { key: 'unchanged', label: 'Unchanged', color: '#868e96' },
  { key: 'rejected', label: 'Rejected', color: '#e03131' },
  { key: 'pending', label: 'Not settled yet', color: '#e8930c' },
] as const;

function skippedText({ skipped }: Accounting): string {
  const kinds = [
    skipped.blank > 0 && countOf(skipped.blank, 'blank line'),
    skipped.repeated_header > 0 && countOf(skipped.repeated_header, 'repeated header'),
    skipped.totals > 0 && countOf(skipped.totals, 'total line'),
    skipped.remark > 0 && countOf(skipped.remark, 'remark'),
  ].filter((text) => text !== false);
  return kinds.length === 0 ? '' : `Skipped, not counted as rows: ${kinds.join(', ')}.`;
}

/** Where every row of the file went: the parts always add up to the rows of the source. */
export function AccountingBar({ accounting }: { accounting: Accounting }) {
  const shown = parts.filter((part) => accounting[part.key] > 0);
  const skipped = skippedText(accounting);
  return (
    <Stack gap={8}>
      <div className="split-bar" aria-hidden="true">
        {shown.map((part) => (
          <span
            key={part.key}
            style={{ flexGrow: accounting[part.key], minWidth: 3, background: part.color }}
          />
        ))}
      </div>
      <Group gap="lg" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
        {shown.map((part) => (
          <Text component="li" size="sm" key={part.key}>
            <span
              aria-hidden="true"
              style={{
                display: 'inline-block',
                width: 10,
                height: 10,
                borderRadius: 3,
                background: part.color,
                marginRight: 6,
              }}
            />
            {part.label} <b>{formatCount(accounting[part.key])}</b>
          </Text>
        ))}
      </Group>
      <Text size="sm" c="dimmed">
        {accounting.reconciles
          ? `${countOf(accounting.source_rows, 'row')} in the file, every one accounted for.`
          : `${countOf(accounting.source_rows, 'row')} in the file. The counts do not add up yet; tell the operator if this stays.`}{' '}
        {skipped}
      </Text>
      {accounting.rejected_by_reason.length > 0 && (
        <Text size="sm">
          Rejected because:{' '}
          {accounting.rejected_by_reason
            .map((reason) => `${rejectReasonText(reason.code)} (${formatCount(reason.count)})`)
            .join(', ')}
        </Text>
      )}
    </Stack>
  );
}
