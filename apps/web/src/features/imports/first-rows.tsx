import { ownValue } from '@landfall/domain/shared/own-value';
import type { InspectAnswer } from '../../api/entities.ts';

const shownRows = 8;

/** The first rows as they will be read; wide tables scroll. */
export function FirstRows({ found }: { found: InspectAnswer }) {
  const { columns, line_unit: unit } = found.detection;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <section aria-label="First rows" tabIndex={0} className="scroll-x">
      <table className="plain">
        <thead>
          <tr>
            <th scope="col" className="num">
              {unit === 'line' ? 'Line' : unit === 'sheet_row' ? 'Row' : 'No.'}
            </th>
            {columns.map(({ key, header }) => (
              <th scope="col" key={key} style={{ whiteSpace: 'nowrap' }}>
                {header.trim() === '' ? key : header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {found.rows.slice(0, shownRows).map(({ line_number: line, cells }) => (
            <tr key={line}>
              <td className="num">{line}</td>
              {columns.map(({ key }) => (
                <td
                  key={key}
                  title={ownValue(cells, key) ?? undefined}
                  style={{
                    whiteSpace: 'nowrap',
                    maxWidth: 260,
                    overflow: 'hidden',
                    textOverflow: 'ellipsis',
                  }}
                >
                  {ownValue(cells, key) ?? ''}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
