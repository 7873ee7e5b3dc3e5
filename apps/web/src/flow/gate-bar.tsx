import { Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { GateReason } from '../api/entities.ts';
import { countOf } from '../texts/format.ts';

const shownReasons = 6;

/** Says whether a decision can be made, and lists what is still open; a reason jumps to its column. */
export function GateBar(props: {
  satisfied: boolean;
  reasons: readonly GateReason[];
  readyText: string;
  mayDecide: boolean;
  onReason?: (reason: GateReason) => void;
  children?: ReactNode;
}) {
  const { satisfied, reasons, readyText, mayDecide, onReason, children } = props;
  const shown = reasons.slice(0, shownReasons);
  return (
    <Group
      className="notice"
      data-tone={satisfied ? 'good' : 'warn'}
      justify="space-between"
      wrap="nowrap"
      mb="md"
    >
      <div role="status">
        <Group gap={8} wrap="nowrap">
          {satisfied ? (
            <IconCircleCheck size={20} color="var(--landfall-good)" aria-hidden="true" />
          ) : (
            <IconAlertTriangle size={20} color="var(--landfall-warn)" aria-hidden="true" />
          )}
          <Text fw={600}>
            {satisfied ? readyText : `${countOf(reasons.length, 'thing')} to settle before approval`}
          </Text>
        </Group>
        {!satisfied && (
          <ul style={{ margin: '4px 0 0', paddingLeft: 28, fontSize: 14 }}>
            {shown.map((reason) => (
              <li key={`${reason.code} ${reason.column_id ?? ''}`}>
                {reason.column_id !== null && onReason !== undefined ? (
                  <Button
                    variant="transparent"
                    size="compact-sm"
                    p={0}
                    c="var(--mantine-color-anchor)"
                    onClick={() => onReason(reason)}
                  >
                    {reason.message}
                  </Button>
                ) : (
                  reason.message
                )}
              </li>
            ))}
            {reasons.length > shown.length && <li>and {reasons.length - shown.length} more</li>}
          </ul>
        )}
        {!mayDecide && (
          <Text size="sm" c="dimmed" mt={4}>
            Your role may look at this, but not approve it.
          </Text>
        )}
      </div>
      {children}
    </Group>
  );
}
