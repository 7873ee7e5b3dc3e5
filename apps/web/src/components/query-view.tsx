import { Skeleton, Stack, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { formatTime } from '../texts/format.ts';
import { ProblemAlert } from './problem-alert.tsx';

export function ListSkeleton({ rows = 4, label }: { rows?: number; label: string }) {
  return (
    <Stack gap="xs" role="status" aria-label={`Loading ${label}`}>
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
        <Skeleton key={index} height={38} radius="sm" />
      ))}
    </Stack>
  );
}

type Query<Data> = Pick<UseQueryResult<Data>, 'data' | 'error' | 'dataUpdatedAt' | 'refetch'>;

/** Data when there is some, a skeleton before, the problem with Retry otherwise; old data stays with its time. */
export function QueryView<Data>(props: {
  query: Query<Data>;
  label: string;
  rows?: number;
  children: (data: Data) => ReactNode;
}) {
  const { query, label, rows, children } = props;
  const retry = () => void query.refetch();
  if (query.data === undefined) {
    if (query.error !== null) return <ProblemAlert error={query.error} onRetry={retry} />;
    return <ListSkeleton label={label} {...(rows !== undefined && { rows })} />;
  }
  if (query.error === null) return children(query.data);
  return (
    <Stack gap="sm">
      <ProblemAlert error={query.error} onRetry={retry} />
      <Text size="sm" c="dimmed">
        Shown as of {formatTime(new Date(query.dataUpdatedAt).toISOString())}.
      </Text>
      {children(query.data)}
    </Stack>
  );
}
