import { Button, Group, Text } from '@mantine/core';
import { type RefObject, useLayoutEffect, useRef } from 'react';
import { asApiError, mayPass } from '../api/api-error.ts';
import { decidedOf, decidedText } from '../texts/decided-text.ts';
import { sentenceOf } from '../texts/vocabulary.ts';
import { problemTitle } from '../texts/problem-title.ts';

/** When a box goes away with the focus in it, the part of the page it stood in takes the focus. */
function useFocusLeft(box: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const element = box.current;
    return () => {
      const place = element?.contains(document.activeElement)
        ? element.parentElement?.closest<HTMLElement>('section, [role=tabpanel], [role=dialog], main')
        : null;
      if (!place) return;
      if (!place.hasAttribute('tabindex')) place.tabIndex = -1;
      place.focus({ preventScroll: true });
    };
  }, [box]);
}

/** What went wrong, what to do, and the numbers an operator needs; Retry only where it can help. */
export function ProblemAlert({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const problem = asApiError(error);
  const box = useRef<HTMLDivElement>(null);
  useFocusLeft(box);
  const decided = decidedOf(problem.body);
  const fieldErrors = problem.fieldErrors.filter((item) => item.message !== problem.message);
  return (
    <div className="notice" data-tone="bad" role="alert" ref={box}>
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
