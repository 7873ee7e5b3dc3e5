import type { ProcessingStep } from '../api/entities.ts';
import { formatCount, formatShare } from '../texts/format.ts';
import { piiColumnsOf } from '../texts/pii-columns.ts';
import { sentenceOf } from '../texts/vocabulary.ts';

const shownSamples = 3;

/** In which columns of a file personal data was found, mapped or not, with masked samples. */
export function PersonalData({ checks }: { checks: readonly ProcessingStep[] }) {
  const columns = checks.flatMap(piiColumnsOf);
  if (columns.length === 0) return null;
  return (
    <div className="card scroll-x" tabIndex={0} role="region" aria-label="Personal data by column">
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">Column with personal data</th>
            <th scope="col">Kinds</th>
            <th scope="col" className="num">
              Of filled cells
            </th>
            <th scope="col">Masked samples</th>
          </tr>
        </thead>
        <tbody>
          {columns.map(({ column, kinds, share, samples }) => (
            <tr key={column}>
              <td>{column}</td>
              <td>{kindsText(kinds)}</td>
              <td className="num">{formatShare(share)}</td>
              <td className="mono">{samples.slice(0, shownSamples).join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function kindsText(kinds: Readonly<Record<string, number>>): string {
  const named = Object.entries(kinds).map(([kind, count]) => `${sentenceOf(kind)}: ${formatCount(count)}`);
  return named.join(' · ');
}
