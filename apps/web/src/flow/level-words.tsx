import type { ProcessingStep } from '../api/entities.ts';
import { TableCard } from '../components/table-card.tsx';
import { Tag } from '../components/tag.tsx';
import { formatCount } from '../texts/format.ts';
import { levelWordsOf } from '../texts/level-words.ts';
import { sentenceOf } from '../texts/vocabulary.ts';

/** What each word of a file about sensitive data means as a level of protection. */
export function LevelWords({ checks }: { checks: readonly ProcessingStep[] }) {
  const words = checks.flatMap(levelWordsOf);
  if (words.length === 0) return null;
  return (
    <TableCard
      label="Words for classifications"
      heads={['Word of the file', 'Classification', { numbers: 'Cells' }]}
    >
      {words.map(({ value, level, count }) => (
        <tr key={value}>
          <td>{value}</td>
          <td>{level === null ? <Tag tone="bad">Not known</Tag> : sentenceOf(level)}</td>
          <td className="num">{formatCount(count)}</td>
        </tr>
      ))}
    </TableCard>
  );
}
