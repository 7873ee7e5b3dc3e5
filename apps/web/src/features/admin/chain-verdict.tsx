import { Text } from '@mantine/core';
import type { AuditVerdict } from '../../api/entities.ts';
import { countOf } from '../../texts/format.ts';

const reasons: Readonly<Record<NonNullable<AuditVerdict['first_broken']>['reason'], string>> = {
  row_missing: 'the entry is missing',
  row_changed: 'the entry was changed after it was written',
  row_unlinked: 'the entry does not continue the one before it',
  head_changed: 'the end of the chain is not the one that was recorded',
};

/** What recomputing the chain showed. */
export function ChainVerdict({ verdict }: { verdict: AuditVerdict }) {
  const broken = verdict.first_broken;
  const checked = countOf(verdict.checked, 'entry', 'entries');
  return (
    <div
      className="notice"
      data-tone={verdict.intact ? 'good' : 'bad'}
      role={verdict.intact ? 'status' : 'alert'}
    >
      <Text fw={650}>{verdict.intact ? 'The chain is intact' : 'The chain is broken'}</Text>
      <Text size="sm">
        {checked} checked.
        {broken !== null && ` First at no. ${broken.seq}: ${reasons[broken.reason]}.`}
      </Text>
      <Text size="xs" c="dimmed" className="mono" style={{ overflowWrap: 'anywhere' }}>
        Head no. {verdict.head_seq} {verdict.head_hash}
      </Text>
      <Text size="xs" c="dimmed">
        Compare the head with a copy you keep elsewhere: only that shows whether the whole chain was written
        anew.
      </Text>
    </div>
  );
}
