import { Button, Group, Text } from '@mantine/core';
import { asApiError } from '../api/api-error.ts';

/** What went wrong, what to do, and the numbers an operator needs. */
export function ProblemAlert({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const problem = asApiError(error);
  return (
    <div className="notice" data-tone="bad" role="alert">
      <Text fw={650}>{problem.title}</Text>
      <Text size="sm" mt={2}>
        {problem.message}
      </Text>
      {problem.fieldErrors.length > 0 && (
        <ul>
          {problem.fieldErrors.map((item) => (
            <li key={`${item.field} ${item.message}`}>
              {item.field}: {item.message}
            </li>
          ))}
        </ul>
      )}
      <Group mt={8} gap="md">
        {onRetry !== undefined && (
          <Button size="xs" variant="default" onClick={onRetry}>
            Retry
          </Button>
        )}
        <Text size="xs" c="dimmed" className="mono">
          {problem.code}
          {problem.requestId !== null && ` · request ${problem.requestId}`}
        </Text>
      </Group>
    </div>
  );
}
