import { Text } from '@mantine/core';
import type { ImportSummary } from '../api/entities.ts';
import { AppLink } from '../components/app-link.tsx';
import { TableCard } from '../components/table-card.tsx';
import { FlowStatusTag } from '../components/tag.tsx';
import { TimeText } from '../components/time-text.tsx';
import { formatCount } from '../texts/format.ts';
import { categoryLabel } from '../texts/vocabulary.ts';

/** Imports, newest first, with what became of their rows. */
export function ImportTable({ imports }: { imports: readonly ImportSummary[] }) {
  if (imports.length === 0) return <Text c="dimmed">No file has been imported yet.</Text>;
  return (
    <TableCard
      label="Imports"
      heads={[
        'Import',
        'Category',
        'State',
        { numbers: 'Rows' },
        { numbers: 'Created' },
        { numbers: 'Updated' },
        { numbers: 'Rejected' },
        'Imported',
      ]}
    >
      {imports.map((one) => (
        <tr key={one.id}>
          <td>
            <AppLink href={`/discovery/data-import/${one.id}`}>{one.import_name}</AppLink>
          </td>
          <td>{categoryLabel[one.import_category]}</td>
          <td>
            <FlowStatusTag status={one.flow.status} />
          </td>
          <Counts accounting={one.accounting} />
          <td>
            <TimeText at={one.created_at} /> by {one.imported_by_name}
          </td>
        </tr>
      ))}
    </TableCard>
  );
}

function Counts({ accounting }: Pick<ImportSummary, 'accounting'>) {
  const shown = [accounting?.source_rows, accounting?.created, accounting?.updated, accounting?.rejected];
  return shown.map((count, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: four fixed columns
    <td className="num" key={index}>
      {count === undefined ? <span title="Unknown until the rows are read">—</span> : formatCount(count)}
    </td>
  ));
}
