import { useEffect, useState, useSyncExternalStore } from 'react';
import { RowScroller } from './row-scroller.ts';
import { clampOffset, isCapped, spacerHeight, visibleRows, type WindowShape } from './window-math.ts';

export interface RowWindow {
  /** Ref of the scrolling element. */
  readonly attach: (element: HTMLElement | null) => (() => void) | undefined;
  readonly capped: boolean;
  readonly spacer: number;
  readonly offset: number;
  readonly first: number;
  readonly end: number;
  readonly rowsPerView: number;
  readonly showRow: (row: number) => void;
}

/** Which rows to draw now, and the ways to scroll to others. */
export function useRowWindow(rows: { count: number; height: number; headHeight: number }): RowWindow {
  const { count, height, headHeight } = rows;
  const [scroller] = useState(() => new RowScroller());
  const { viewHeight, offset } = useSyncExternalStore(scroller.subscribe, scroller.state);
  useEffect(
    () => scroller.resize({ rowCount: count, rowHeight: height, headHeight }),
    [scroller, count, height, headHeight],
  );
  const shape: WindowShape = { rowCount: count, rowHeight: height, viewHeight };
  const shown = clampOffset(shape, offset);
  return {
    attach: scroller.attach,
    capped: isCapped(shape),
    spacer: spacerHeight(shape),
    offset: shown,
    ...visibleRows(shape, shown),
    rowsPerView: Math.max(1, Math.floor(viewHeight / height)),
    showRow: (row) => scroller.showRow(row),
  };
}
