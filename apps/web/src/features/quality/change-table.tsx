import type { RecommendedChange } from '../../api/entities.ts';
import { formatCount } from '../../texts/format.ts';

/** Values of rows before and after a change. */
export function ChangeTable({ changes, label }: { changes: readonly RecommendedChange[]; label: string }) {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={label}>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col" className="num" style={{ width: 100 }}>
              Row
            </th>
            <th scope="col" style={{ width: '45%' }}>
              Before
            </th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ row_number: row, before, after }) => (
            <tr key={row}>
              <td className="num">{formatCount(row)}</td>
              <td>{before === null ? 'unknown' : <span className="sample">{before}</span>}</td>
              <td>
                <span className="sample">{after}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
