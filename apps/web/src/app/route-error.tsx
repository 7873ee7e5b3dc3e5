import { Stack } from '@mantine/core';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { isMissingPart } from '../api/api-error.ts';
import { PageHeader } from '../components/page-header.tsx';
import { ProblemAlert } from '../components/problem-alert.tsx';

/** Shown in place of a page that could not be drawn. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  return (
    <Stack p="md">
      <PageHeader title="This page could not be shown" />
      <ProblemAlert error={error} onRetry={isMissingPart(error) ? () => window.location.reload() : reset} />
    </Stack>
  );
}
