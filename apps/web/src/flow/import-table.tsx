import { Text } from '@mantine/core';
import type { ImportSummary } from '../api/entities.ts';
import { AppLink } from '../components/app-link.tsx';
import { FlowStatusTag } from '../components/tag.tsx';
import { TimeText } from '../components/time-text.tsx';
import { formatCount } from '../texts/format.ts';
import { categoryLabel } from '../texts/vocabulary.ts';

/** Imports, newest first, with what became of their rows. */
export function ImportTable({ imports }: { imports: readonly ImportSummary[] }) {
  if (imports.length === 0) return <Text c="dimmed">No file has been imported yet.</Text>;
  return (
    <div className="card scroll-x" tabIndex={0} role="region" aria-label="Imports">
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">Import</th>
            <th scope="col">Category</th>
            <th scope="col">State</th>
            <th scope="col" className="num">
              Rows
            </th>
            <th scope="col" className="num">
              Created
            </th>
            <th scope="col" className="num">
              Updated
            </th>
            <th scope="col" className="num">
              Rejected
            </th>
            <th scope="col">Imported</th>
          </tr>
        </thead>
        <tbody>
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
        </tbody>
      </table>
    </div>
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
