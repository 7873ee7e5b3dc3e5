import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { countOf } from '../texts/format.ts';

export interface PagerState {
  readonly cursor: string | undefined;
  readonly hasPrevious: boolean;
  next: (cursor: string) => void;
  previous: () => void;
  reset: () => void;
}

/** Walks a list by the cursors the server hands out, remembering the way back. */
export function usePager(): PagerState {
  const [cursors, setCursors] = useState<readonly string[]>([]);
  return {
    cursor: cursors.at(-1),
    hasPrevious: cursors.length > 0,
    next: (cursor) => setCursors([...cursors, cursor]),
    previous: () => setCursors(cursors.slice(0, -1)),
    reset: () => setCursors([]),
  };
}

export function Pager(props: {
  pager: PagerState;
  page: { total: number; next_cursor: string | null };
  noun: string;
  /** Where an s alone does not do. */
  many?: string;
}) {
  const { pager, page, noun, many } = props;
  const { next_cursor: nextCursor } = page;
  return (
    <Group justify="space-between">
      <Text size="sm" c="dimmed" role="status">
        {countOf(page.total, noun, many)}
      </Text>
      {(pager.hasPrevious || nextCursor !== null) && (
        <Group gap="xs">
          <Button size="xs" variant="default" disabled={!pager.hasPrevious} onClick={pager.previous}>
            Previous
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={nextCursor === null}
            onClick={() => nextCursor !== null && pager.next(nextCursor)}
          >
            Next
          </Button>
        </Group>
      )}
    </Group>
  );
}
