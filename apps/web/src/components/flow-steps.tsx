import { IconCheck } from '@tabler/icons-react';
import type { PhaseStep } from '../api/entities.ts';

const stateWord = { done: 'done', current: 'current step', ahead: 'not reached' } as const;

/** The phases of a flow in order, with where it stands. */
export function FlowSteps({ phases }: { phases: readonly PhaseStep[] }) {
  return (
    <ol className="steps" aria-label="Steps of this flow">
      {phases.map((phase, index) => (
        <li
          key={phase.name}
          data-state={phase.state}
          aria-current={phase.state === 'current' ? 'step' : undefined}
        >
          <span className="step-dot" aria-hidden="true">
            {phase.state === 'done' ? <IconCheck size={14} stroke={3} /> : index + 1}
          </span>
          <span>
            {phase.label}
            <span className="visually-hidden"> ({stateWord[phase.state]})</span>
          </span>
        </li>
      ))}
    </ol>
  );
}
