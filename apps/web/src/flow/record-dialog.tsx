import { Modal, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { RecordDetails } from '../api/entities.ts';
import { recordQuery } from '../api/imports.ts';
import { AppLink } from '../components/app-link.tsx';
import { QueryView } from '../components/query-view.tsx';
import { TableCard } from '../components/table-card.tsx';
import { countOf, formatCount } from '../texts/format.ts';
import { ruleText, sentenceOf } from '../texts/vocabulary.ts';

/** One source row: its cells as they came, the values they became, and what became of the row. */
export function RecordDialog(props: { importId: string; row: number; onClose: () => void }) {
  const { importId, row, onClose } = props;
  const record = useQuery(recordQuery(importId, row));
  return (
    <Modal opened onClose={onClose} title={`Row ${formatCount(row)}`} size="xl">
      <QueryView query={record} label="row" rows={6}>
        {(details) => (
          <Stack gap="sm">
            <Outcome record={details} />
            <Cells record={details} />
            <Values record={details} />
          </Stack>
        )}
      </QueryView>
    </Modal>
  );
}

function Outcome({ record }: { record: RecordDetails }) {
  const { outcome, reason, asset, line_number: line, revisions } = record;
  return (
    <Text size="sm">
      Line {formatCount(line)}
      {revisions.length > 1 && `, ${countOf(revisions.length - 1, 'correction')}`} ·{' '}
      {outcome === null ? 'Not settled yet' : sentenceOf(outcome)}
      {reason !== null && `: ${reason}`}
      {asset !== null && (
        <>
          {' · '}
          <AppLink href={`/assets/${asset.id}`}>{asset.name}</AppLink>
        </>
      )}
    </Text>
  );
}

function Cells({ record }: { record: RecordDetails }) {
  return (
    <TableCard inside label="Cells of the row" heads={['Column', 'As it came', 'What became of it']}>
      {Object.entries(record.raw_data).map(([column, text]) => (
        <tr key={column}>
          <td>{column}</td>
          <td>{text ?? '—'}</td>
          <td>
            {record.notes
              .filter((note) => note.column === column)
              .map((note) => (
                <div key={`${note.field} ${note.rule}`}>
                  {ruleText(note.rule)}: {valueText(note.after)}
                </div>
              ))}
          </td>
        </tr>
      ))}
    </TableCard>
  );
}

function Values({ record }: { record: RecordDetails }) {
  if (record.cleansed === null) return <Text size="sm">Its values are not cleansed yet.</Text>;
  return (
    <TableCard inside label="Cleansed values" heads={['Field', 'Cleansed value']}>
      {Object.entries(record.cleansed).map(([field, value]) => (
        <tr key={field}>
          <td>{sentenceOf(field)}</td>
          <td>{valueText(value)}</td>
        </tr>
      ))}
    </TableCard>
  );
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'unknown';
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.join(', ') : JSON.stringify(value);
}
