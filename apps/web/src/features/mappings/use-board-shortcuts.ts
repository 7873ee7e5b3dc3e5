import { useState } from 'react';
import { type Shortcut, useShortcuts } from '../../components/shortcuts.tsx';
import type { Decision } from './use-mapping-decisions.ts';

/** The row that keys act on; the stamp counts up when it should take the focus. */
export function useActiveRow(count: number) {
  const [wanted, setWanted] = useState(0);
  const [focusStamp, setFocusStamp] = useState(0);
  const active = Math.min(wanted, Math.max(0, count - 1));
  const move = (index: number) => {
    setWanted(Math.max(0, index));
    setFocusStamp((stamp) => stamp + 1);
  };
  return {
    active,
    focusStamp,
    move,
    step: (by: number) => move(Math.min(active + by, count - 1)),
    activate: setWanted,
  };
}

export interface BoardKeys {
  readonly step: (by: number) => void;
  readonly decide: (decision: Decision) => void;
  readonly acceptProposal: () => void;
  readonly reject: () => void;
  readonly alternative: (index: number) => void;
  readonly undo: () => void;
}

/** The keys of the mapping page; decisions are left out where nothing may be decided. */
export function useBoardShortcuts(keys: BoardKeys, readOnly: boolean): void {
  const moves: Shortcut[] = [
    { keys: 'j', label: 'Next column', run: () => keys.step(1) },
    { keys: 'k', label: 'Previous column', run: () => keys.step(-1) },
    { keys: 'ArrowDown', label: 'Next column', run: () => keys.step(1) },
    { keys: 'ArrowUp', label: 'Previous column', run: () => keys.step(-1) },
  ];
  const decisions: Shortcut[] = [
    { keys: 'a', label: 'Accept the proposal', run: keys.acceptProposal },
    { keys: 'x', label: 'Reject, with a reason', run: keys.reject },
    { keys: 'i', label: 'Ignore the column', run: () => keys.decide({ status: 'ignored' }) },
    { keys: 'c', label: 'Keep as custom attribute', run: () => keys.decide({ status: 'custom_attribute' }) },
    ...[1, 2, 3, 4, 5].map((number) => ({
      keys: String(number),
      label: `Accept candidate ${number} instead`,
      run: () => keys.alternative(number - 1),
    })),
    { keys: 'z', label: 'Take the last decision back', run: keys.undo },
  ];
  useShortcuts('Attribute mapping', readOnly ? moves : [...moves, ...decisions]);
}
