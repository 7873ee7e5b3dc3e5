import type { RecommendedChange } from '../../api/entities.ts';
import { TableCard } from '../../components/table-card.tsx';
import { formatCount } from '../../texts/format.ts';

/** Values of rows before and after a change. */
export function ChangeTable({ changes, label }: { changes: readonly RecommendedChange[]; label: string }) {
  return (
    <TableCard inside label={label} heads={[{ numbers: 'Row' }, 'Before', 'After']}>
      {changes.map(({ row_number: row, before, after }) => (
        <tr key={row}>
          <td className="num">{formatCount(row)}</td>
          <td>{before === null ? 'unknown' : <span className="sample">{before}</span>}</td>
          <td>
            <span className="sample">{after}</span>
          </td>
        </tr>
      ))}
    </TableCard>
  );
}
