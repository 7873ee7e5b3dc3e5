import type { ProcessingStep } from '../api/entities.ts';
import { Tag } from '../components/tag.tsx';
import { formatCount } from '../texts/format.ts';
import { levelWordsOf } from '../texts/level-words.ts';
import { sentenceOf } from '../texts/vocabulary.ts';

/** What each word of a file about sensitive data means as a level of protection. */
export function LevelWords({ checks }: { checks: readonly ProcessingStep[] }) {
  const words = checks.flatMap(levelWordsOf);
  if (words.length === 0) return null;
  return (
    <div className="card scroll-x" tabIndex={0} role="region" aria-label="Words for classifications">
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">Word of the file</th>
            <th scope="col">Classification</th>
            <th scope="col" className="num">
              Cells
            </th>
          </tr>
        </thead>
        <tbody>
          {words.map(({ value, level, count }) => (
            <tr key={value}>
              <td>{value}</td>
              <td>{level === null ? <Tag tone="bad">Not known</Tag> : sentenceOf(level)}</td>
              <td className="num">{formatCount(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
