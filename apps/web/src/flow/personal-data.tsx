import type { ProcessingStep } from '../api/entities.ts';
import { TableCard } from '../components/table-card.tsx';
import { formatCount, formatShare } from '../texts/format.ts';
import { piiColumnsOf } from '../texts/pii-columns.ts';
import { sentenceOf } from '../texts/vocabulary.ts';

const shownSamples = 3;

/** In which columns of a file personal data was found, mapped or not, with masked samples. */
export function PersonalData({ checks }: { checks: readonly ProcessingStep[] }) {
  const columns = checks.flatMap(piiColumnsOf);
  if (columns.length === 0) return null;
  return (
    <TableCard
      label="Personal data by column"
      heads={['Column with personal data', 'Kinds', { numbers: 'Of filled cells' }, 'Masked samples']}
    >
      {columns.map(({ column, kinds, share, samples }, place) => (
        // Several columns of a file may have the same header.
        <tr key={place}>
          <td>{column}</td>
          <td>{kindsText(kinds)}</td>
          <td className="num">{formatShare(share)}</td>
          <td className="mono">{samples.slice(0, shownSamples).join(', ')}</td>
        </tr>
      ))}
    </TableCard>
  );
}

function kindsText(kinds: Readonly<Record<string, number>>): string {
  const named = Object.entries(kinds).map(([kind, count]) => `${sentenceOf(kind)}: ${formatCount(count)}`);
  return named.join(' · ');
}
