import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import {
  clampOffset,
  isCapped,
  offsetOfScroll,
  offsetShowing,
  scrollOfOffset,
  spacerHeight,
  visibleRows,
  type WindowShape,
} from './window-math.ts';

export interface RowWindow {
  readonly viewport: RefObject<HTMLDivElement | null>;
  readonly capped: boolean;
  readonly spacer: number;
  readonly offset: number;
  readonly first: number;
  readonly end: number;
  readonly rowsPerView: number;
  showRow: (row: number) => void;
}

/** Height of the viewport below its head, followed as the window is resized; 600 where nothing is laid out. */
function useViewHeight(viewport: RefObject<HTMLDivElement | null>, headHeight: number): number {
  const [height, setHeight] = useState(600);
  useLayoutEffect(() => {
    const element = viewport.current;
    if (element === null || typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(() => setHeight(Math.max(1, element.clientHeight - headHeight)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [viewport, headHeight]);
  return height;
}

function wheelPixels(event: WheelEvent, shape: WindowShape): number {
  if (event.deltaMode === WheelEvent.DOM_DELTA_LINE) return event.deltaY * shape.rowHeight;
  if (event.deltaMode === WheelEvent.DOM_DELTA_PAGE) return event.deltaY * shape.viewHeight;
  return event.deltaY;
}

/**
 * Which rows to draw, for any number of rows. Up to the tallest spacer the browser scrolls by itself; above it the
 * wheel and keys move an exact offset, and only dragging the scrollbar maps by ratio.
 */
export function useRowWindow(rows: { count: number; height: number; headHeight: number }): RowWindow {
  const viewport = useRef<HTMLDivElement | null>(null);
  const viewHeight = useViewHeight(viewport, rows.headHeight);
  const [offset, setOffset] = useState(0);
  const shape: WindowShape = { rowCount: rows.count, rowHeight: rows.height, viewHeight };
  const latest = useRef({ shape, offset, ownScroll: -1 });
  const shown = clampOffset(shape, offset);
  useEffect(() => {
    latest.current.shape = shape;
    latest.current.offset = shown;
  });

  const moveTo = useCallback((next: number) => {
    const state = latest.current;
    const target = clampOffset(state.shape, next);
    state.offset = target;
    setOffset(target);
    if (viewport.current === null) return;
    viewport.current.scrollTop = scrollOfOffset(state.shape, target);
    // The browser rounds; its own event for this move must not be read as a drag of the scrollbar.
    state.ownScroll = viewport.current.scrollTop;
  }, []);

  useEffect(() => {
    const element = viewport.current;
    if (element === null) return;
    const onScroll = () => {
      const state = latest.current;
      if (isCapped(state.shape) && Math.abs(element.scrollTop - state.ownScroll) < 1) return;
      state.ownScroll = -1;
      state.offset = offsetOfScroll(state.shape, element.scrollTop);
      setOffset(state.offset);
    };
    const onWheel = (event: WheelEvent) => {
      const state = latest.current;
      if (!isCapped(state.shape) || event.ctrlKey || event.shiftKey) return;
      if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
      event.preventDefault();
      moveTo(state.offset + wheelPixels(event, state.shape));
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      element.removeEventListener('scroll', onScroll);
      element.removeEventListener('wheel', onWheel);
    };
  }, [moveTo]);

  const showRow = useCallback(
    (row: number) => {
      const { shape: now, offset: from } = latest.current;
      const next = offsetShowing(now, row, from);
      if (next !== from) moveTo(next);
    },
    [moveTo],
  );
  return {
    viewport,
    capped: isCapped(shape),
    spacer: spacerHeight(shape),
    offset: shown,
    ...visibleRows(shape, shown),
    rowsPerView: Math.max(1, Math.floor(viewHeight / rows.height)),
    showRow,
  };
}
