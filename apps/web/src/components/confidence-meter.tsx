import type { ConfidenceBand } from '../api/entities.ts';
import { formatShare } from '../texts/format.ts';
import { bandLabel } from '../texts/vocabulary.ts';

/** Confidence as bar, number and word, so that colour never stands alone. */
export function ConfidenceMeter({ confidence, band }: { confidence: number | null; band: ConfidenceBand }) {
  if (confidence === null || band === 'none') return <span className="meter">No suggestion</span>;
  return (
    <span className="meter">
      <span className="meter-track" aria-hidden="true">
        <span
          className="meter-fill"
          data-band={band}
          style={{ width: `${confidence * 100}%`, display: 'block' }}
        />
      </span>
      {formatShare(confidence)} {bandLabel[band]}
    </span>
  );
}
