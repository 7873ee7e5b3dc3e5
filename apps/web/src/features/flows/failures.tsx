import { Group, Text } from '@mantine/core';
import type { FlowError } from '../../api/entities.ts';
import { Tag } from '../../components/tag.tsx';
import { formatTime } from '../../texts/format.ts';
import { phaseLabel } from '../../texts/vocabulary.ts';

/** Each failure of a step with its cause and what follows from it. */
export function Failures({ errors }: { errors: readonly FlowError[] }) {
  return (
    <ul className="card timeline" aria-label="Errors, newest first">
      {errors.map((error) => (
        <li key={error.seq}>
          <Group gap="xs">
            <Text size="sm" fw={600}>
              {phaseLabel(error.phase)}
              {error.attempt !== null && `, attempt ${error.attempt}`}
            </Text>
            {error.retried_by_itself && <Tag tone="info">Tried again by itself</Tag>}
          </Group>
          <Text size="sm">Cause: {error.cause}</Text>
          <Text size="sm">To do: {error.next_action}</Text>
          <Text size="xs" c="dimmed">
            {formatTime(error.at)} · <span className="mono">{error.code}</span>
          </Text>
        </li>
      ))}
    </ul>
  );
}
