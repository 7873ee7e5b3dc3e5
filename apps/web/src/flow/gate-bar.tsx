import { Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { GateReason } from '../api/entities.ts';
import { countOf, formatCount } from '../texts/format.ts';

const shownReasons = 4;

function ReasonText(props: {
  reason: GateReason;
  undecided: number;
  onReason: ((reason: GateReason) => void) | undefined;
}) {
  const { reason, undecided, onReason } = props;
  const many = reason.code === 'undecided_column' && undecided > 1;
  const text = many ? `${countOf(undecided, 'column')} are not decided. Go to the first one` : reason.message;
  if (reason.column_id === null || onReason === undefined) return text;
  return (
    <button type="button" className="text-button" onClick={() => onReason(reason)}>
      {text}
    </button>
  );
}

function Reasons({ reasons, onReason }: Pick<GateBarProps, 'reasons' | 'onReason'>) {
  const undecided = reasons.filter((reason) => reason.code === 'undecided_column');
  const others = reasons.filter((reason) => reason.code !== 'undecided_column');
  // Hundreds of undecided columns are one thing to say; the rest is named one by one.
  const shown = [...others.slice(0, shownReasons), ...undecided.slice(0, 1)];
  const more = others.length - Math.min(others.length, shownReasons);
  return (
    <ul style={{ margin: '2px 0 0', paddingLeft: 44, fontSize: 14 }}>
      {shown.map((reason) => (
        <li key={`${reason.code} ${reason.column_id ?? ''}`}>
          <ReasonText reason={reason} undecided={undecided.length} onReason={onReason} />
        </li>
      ))}
      {more > 0 && <li>and {formatCount(more)} more</li>}
    </ul>
  );
}

export interface GateBarProps {
  readonly satisfied: boolean;
  readonly reasons: readonly GateReason[];
  readonly readyText: string;
  readonly mayDecide: boolean;
  readonly onReason?: (reason: GateReason) => void;
  readonly children?: ReactNode;
}

/** Says whether a decision can be made, and what is still open; a reason jumps to its column. */
export function GateBar({ satisfied, reasons, readyText, mayDecide, onReason, children }: GateBarProps) {
  return (
    <Group className="notice gate-bar" data-tone={satisfied ? 'good' : 'warn'} justify="space-between">
      <div role="status">
        <Group gap={8} wrap="nowrap">
          {satisfied ? (
            <IconCircleCheck size={20} color="var(--landfall-good)" aria-hidden="true" />
          ) : (
            <IconAlertTriangle size={20} color="var(--landfall-warn)" aria-hidden="true" />
          )}
          <Text fw={600}>{satisfied ? readyText : 'Still to settle before approval'}</Text>
        </Group>
        {!satisfied && <Reasons reasons={reasons} {...(onReason !== undefined && { onReason })} />}
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
