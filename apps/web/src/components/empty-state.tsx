import { Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

/** Why a list is empty and what to do next. */
export function EmptyState({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <Stack className="card" align="center" gap={6} p="xl" ta="center">
      <Text fw={650}>{title}</Text>
      {children !== undefined && (
        <Text size="sm" c="dimmed" maw={520}>
          {children}
        </Text>
      )}
      {action !== undefined && <div style={{ marginTop: 8 }}>{action}</div>}
    </Stack>
  );
}
