import { Text } from '@mantine/core';
import type { KnownHead } from '../../api/audit.ts';
import type { AuditVerdict } from '../../api/entities.ts';
import { countOf } from '../../texts/format.ts';

const reasons: Readonly<Record<NonNullable<AuditVerdict['first_broken']>['reason'], string>> = {
  row_missing: 'the entry is missing',
  row_changed: 'the entry was changed after it was written',
  row_unlinked: 'the entry does not continue the one before it',
  head_changed: 'the end of the chain is not the one that was recorded',
};

/** `16 bed1…`: number and hash of a head as this page shows it; null for any other text. */
export function parseHead(text: string): KnownHead | null {
  const found = /^(\d+)\s+([0-9a-f]{64})$/.exec(text.trim().toLowerCase());
  return found === null ? null : { seq: Number(found[1]), hash: found[2] ?? '' };
}

/** What recomputing the chain showed. */
export function ChainVerdict({ verdict }: { verdict: AuditVerdict }) {
  const broken = verdict.first_broken;
  const sound = verdict.intact && verdict.matches_copy !== false;
  return (
    <div className="notice" data-tone={sound ? 'good' : 'bad'} role={sound ? 'status' : 'alert'}>
      <Text fw={650}>{verdict.intact ? 'The chain is intact' : 'The chain is broken'}</Text>
      <Text size="sm">
        {countOf(verdict.checked, 'entry', 'entries')} checked.
        {broken !== null && ` First at no. ${broken.seq}: ${reasons[broken.reason]}.`}
        {verdict.matches_copy === true && ' It holds the head you kept.'}
        {verdict.matches_copy === false && ' It does not hold the head you kept: the chain was written anew.'}
      </Text>
      <Text size="xs" c="dimmed" className="mono" style={{ overflowWrap: 'anywhere' }}>
        Head: {verdict.head_seq} {verdict.head_hash}
      </Text>
      <Text size="xs" c="dimmed">
        Keep a copy of the head elsewhere: only that shows later whether the whole chain was written anew.
      </Text>
    </div>
  );
}
