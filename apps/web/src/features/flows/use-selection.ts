import { type KeyboardEvent, type MouseEvent, useRef, useState } from 'react';

/** Marked entries of a list; entries that leave the list leave the selection. */
export interface Selection {
  readonly ids: readonly string[];
  has: (id: string) => boolean;
  toggle: (id: string, event?: MouseEvent) => void;
  toggleAll: () => void;
  clear: () => void;
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
}

/** Ids from one entry of a list to another, both included, in either direction. */
export function idsBetween(listed: readonly string[], from: string, to: string): readonly string[] {
  const [a, b] = [listed.indexOf(from), listed.indexOf(to)];
  return a < 0 || b < 0 ? [to] : listed.slice(Math.min(a, b), Math.max(a, b) + 1);
}

function boxesOf(table: HTMLElement): HTMLInputElement[] {
  return [...table.querySelectorAll<HTMLInputElement>('input[data-flow]')];
}

/** Space and click mark, Shift with click or arrow extends, arrows move between the boxes. */
export function useSelection(listed: readonly string[]): Selection {
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const anchor = useRef<string | null>(null);
  const ids = listed.filter((id) => marked.has(id));
  const mark = (more: readonly string[]) => setMarked((old) => new Set([...old, ...more]));
  const toggle = (id: string, event?: MouseEvent) => {
    if (event?.shiftKey === true && anchor.current !== null)
      return mark(idsBetween(listed, anchor.current, id));
    anchor.current = id;
    return setMarked((old) => {
      const next = new Set(old);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  };
  return {
    ids,
    has: (id) => marked.has(id),
    toggle,
    toggleAll: () => setMarked(new Set(ids.length === listed.length ? [] : listed)),
    clear: () => setMarked(new Set()),
    onKeyDown: (event) => {
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      const { target } = event;
      if (step === 0 || !(target instanceof HTMLInputElement)) return;
      const boxes = boxesOf(event.currentTarget);
      const next = boxes[boxes.indexOf(target) + step];
      if (next === undefined) return;
      event.preventDefault();
      next.focus();
      if (event.shiftKey) mark([target.dataset['flow'] ?? '', next.dataset['flow'] ?? '']);
    },
  };
}
