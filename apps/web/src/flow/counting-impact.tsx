import { Stack, Text } from '@mantine/core';
import { isBeingCounted } from '../api/deletion.ts';
import { ListSkeleton } from '../components/query-view.tsx';

/** What is shown while the impact of a deletion is counted, which takes long where many assets are shared. */
export function CountingImpact({ reason }: { reason: Error | null }) {
  return (
    <Stack gap="xs">
      <Text size="sm" role="status">
        {isBeingCounted(reason)
          ? 'Still counting: many assets are shared with other files, and each of them is looked at. Nothing is deleted meanwhile.'
          : 'Counting exactly what goes and what stays…'}
      </Text>
      <ListSkeleton label="what a deletion removes" rows={3} />
    </Stack>
  );
}
