import { Button, Group, Text } from '@mantine/core';
import { asApiError, mayPass } from '../api/api-error.ts';
import { decidedOf, decidedText } from '../texts/decided-text.ts';
import { sentenceOf } from '../texts/vocabulary.ts';
import { problemTitle } from '../texts/problem-title.ts';

/** What went wrong, what to do, and the numbers an operator needs; Retry only where it can help. */
export function ProblemAlert({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const problem = asApiError(error);
  const decided = decidedOf(problem.body);
  const fieldErrors = problem.fieldErrors.filter((item) => item.message !== problem.message);
  return (
    <div className="notice" data-tone="bad" role="alert">
      <Text fw={650}>{problemTitle(problem)}</Text>
      <Text size="sm" mt={2}>
        {problem.message}
        {decided !== null && <b> {decidedText(decided)}</b>}
      </Text>
      {fieldErrors.length > 0 && (
        <ul style={{ margin: 0, paddingLeft: 20, fontSize: 14 }}>
          {fieldErrors.map((item) => (
            <li key={`${item.field} ${item.message}`}>
              {sentenceOf(item.field)}: {item.message}
            </li>
          ))}
        </ul>
      )}
      <Group mt={8} gap="md">
        {onRetry !== undefined && mayPass(problem) && (
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
