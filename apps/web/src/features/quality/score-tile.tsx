import { Text } from '@mantine/core';
import type { ReactNode } from 'react';

interface ScoreTileProps {
  readonly label: string;
  readonly formula: string;
  /** The score, or what shows several of it. */
  readonly children: ReactNode;
}

/** A score of the data with how it is worked out. */
export function ScoreTile({ label, formula, children }: ScoreTileProps) {
  return (
    <div className="card stat">
      <b>{children}</b>
      <Text size="sm">{label}, of 100</Text>
      <Text size="xs" c="dimmed">
        {formula}
      </Text>
    </div>
  );
}

/** Stands for a score nobody knows, and says why. */
export function UnknownScore({ why }: { readonly why: string }) {
  return (
    <span title={why}>
      —<span className="visually-hidden"> unknown</span>
    </span>
  );
}
