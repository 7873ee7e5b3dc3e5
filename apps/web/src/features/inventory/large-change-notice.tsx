import { Text } from '@mantine/core';
import type { LargeChange } from '../../api/entities.ts';
import { formatCount } from '../../texts/format.ts';

/** Says that many existing assets are at stake, in numbers. */
export function LargeChangeNotice({ change }: { change: LargeChange }) {
  return (
    <div className="notice" data-tone="warn" role="note">
      <Text fw={650}>{largeChangeText(change)}</Text>
      <Text size="sm">
        {formatCount(change.changed)} would change; {formatCount(change.rejected)} may be what rejected rows
        are about. This engagement asks again above {Math.round(change.share * 100)} % of its assets.
      </Text>
    </div>
  );
}

/** The sentence a person agrees to. */
export function largeChangeText({ affected, existing_assets: existing }: LargeChange): string {
  return `${formatCount(affected)} of ${formatCount(existing)} existing assets change or are rejected`;
}
