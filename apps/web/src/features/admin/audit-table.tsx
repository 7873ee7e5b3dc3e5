import { Text } from '@mantine/core';
import type { AuditEntry } from '../../api/entities.ts';
import { AppLink } from '../../components/app-link.tsx';
import { TableCard } from '../../components/table-card.tsx';
import { Tag, type Tone } from '../../components/tag.tsx';
import { formatTime, formatValue } from '../../texts/format.ts';
import { sentenceOf } from '../../texts/vocabulary.ts';

const resultWord: Readonly<Record<AuditEntry['result'], { text: string; tone: Tone }>> = {
  success: { text: 'Done', tone: 'good' },
  denied: { text: 'Refused', tone: 'warn' },
  error: { text: 'Error', tone: 'bad' },
};

/** Entries of an audit trail, each with its place in the chain. */
export function AuditTable({ entries }: { entries: readonly AuditEntry[] }) {
  return (
    <TableCard label="Audit log" heads={[{ numbers: 'No.' }, 'When', 'Who', 'What', 'Result', 'Details']}>
      {entries.map((entry) => (
        <EntryLine key={entry.seq} entry={entry} />
      ))}
    </TableCard>
  );
}

function EntryLine({ entry }: { entry: AuditEntry }) {
  const word = resultWord[entry.result];
  return (
    <tr>
      <td className="num" title={`SHA-256 ${entry.hash}`}>
        {entry.seq}
      </td>
      <td style={{ whiteSpace: 'nowrap' }} title={entry.at}>
        {formatTime(entry.at)}
      </td>
      <td>
        {entry.actor.name ?? sentenceOf(entry.actor.kind)}
        {entry.address !== null && (
          <Text size="xs" c="dimmed">
            {entry.address}
          </Text>
        )}
      </td>
      <td>
        <span className="mono">{entry.action}</span>
        <Resource entry={entry} />
      </td>
      <td>
        <Tag tone={word.tone}>{word.text}</Tag>
      </td>
      <td className="audit-details">
        <Details details={entry.details} />
      </td>
    </tr>
  );
}

function Resource({ entry }: { entry: AuditEntry }) {
  if (entry.resource_id === null) return null;
  const short = `${sentenceOf(entry.resource_type)} ${entry.resource_id.slice(0, 8)}`;
  return (
    <Text size="xs" c="dimmed" title={entry.resource_id}>
      {entry.resource_type === 'flow' ? (
        <AppLink href={`/flows/${entry.resource_id}`}>{short}</AppLink>
      ) : (
        short
      )}
    </Text>
  );
}

/** Details longer than this many letters open on demand. */
const shortDetails = 90;

function Details({ details }: { details: AuditEntry['details'] }) {
  const entries = Object.entries(details);
  if (entries.length === 0) return null;
  const line = entries
    .map(([key, value]) => `${sentenceOf(key).toLowerCase()} ${formatValue(value)}`)
    .join(' · ');
  if (line.length <= shortDetails) return line;
  return (
    <details>
      <summary>{entries.map(([key]) => sentenceOf(key).toLowerCase()).join(', ')}</summary>
      <pre>{JSON.stringify(details, null, 2)}</pre>
    </details>
  );
}
