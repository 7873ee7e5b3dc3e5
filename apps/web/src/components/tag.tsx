import type { ReactNode } from 'react';
import type { FlowStatus, QualityIssue } from '../api/entities.ts';
import { flowStatusLabel } from '../texts/vocabulary.ts';

export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'plain';

/** A word in an outlined pill; the colour only repeats what the word says. */
export function Tag({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className="tag" data-tone={tone}>
      {children}
    </span>
  );
}

/** Tones of how bad something that was found is. */
export const severityTone: Readonly<Record<QualityIssue['severity'], Tone>> = {
  info: 'info',
  warning: 'warn',
  critical: 'bad',
};

const statusTone: Readonly<Record<FlowStatus, Tone>> = {
  running: 'info',
  waiting_for_approval: 'warn',
  paused: 'plain',
  completed: 'good',
  failed: 'bad',
  cancelled: 'plain',
};

export function FlowStatusTag({ status }: { status: FlowStatus }) {
  return <Tag tone={statusTone[status]}>{flowStatusLabel[status]}</Tag>;
}
