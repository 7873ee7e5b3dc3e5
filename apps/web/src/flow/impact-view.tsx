import { Text } from '@mantine/core';
import type { DataToDelete, DeletionImpact } from '../api/entities.ts';
import { countOf, formatBytes } from '../texts/format.ts';
import { deletedKinds } from '../texts/flow-words.ts';

/** Counts by kind, zero left out; what is said when nothing is removed. */
export function CountList({ counts }: { counts: DataToDelete }) {
  const shown = deletedKinds.filter(([key]) => counts[key] > 0);
  if (shown.length === 0) return <Text size="sm">No data: only the flow itself.</Text>;
  return (
    <ul className="plain-list">
      {shown.map(([key, one, many]) => (
        <li key={key}>
          <b>{countOf(counts[key], one, many)}</b>
          {key === 'files' && ` (${formatBytes(counts.file_bytes)})`}
        </li>
      ))}
    </ul>
  );
}

function keptLines({ data_kept: kept }: DeletionImpact): string[] {
  return [
    kept.assets_shared > 0 &&
      `${countOf(kept.assets_shared, 'asset')} that other files or people also made or changed`,
    kept.learned_mappings > 0 && `${countOf(kept.learned_mappings, 'learned mapping')} for later files`,
    kept.audit_entries > 0 &&
      countOf(kept.audit_entries, 'entry of the audit log', 'entries of the audit log'),
  ].filter((line) => line !== false);
}

/** The exact impact of deleting one flow: what goes, what stays, and what to know before. */
export function ImpactView({ impact }: { impact: DeletionImpact }) {
  const kept = keptLines(impact);
  return (
    <div className="impact">
      <section className="notice" data-tone="bad" aria-label="Removed">
        <Text size="sm" fw={650}>
          Removed for good
        </Text>
        <CountList counts={impact.data_to_delete} />
      </section>
      <section className="notice" data-tone="good" aria-label="Kept">
        <Text size="sm" fw={650}>
          Kept
        </Text>
        {kept.length === 0 ? (
          <Text size="sm">Nothing of this flow.</Text>
        ) : (
          <ul className="plain-list">
            {kept.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
      </section>
      {[...impact.warnings, ...impact.recommendations].map((line) => (
        <Text size="sm" key={line} className="impact-note">
          {line}
        </Text>
      ))}
    </div>
  );
}
