import {
  clampOffset,
  isCapped,
  offsetOfScroll,
  offsetShowing,
  scrollOfOffset,
  type WindowShape,
} from './window-math.ts';

export interface ScrollState {
  /** Height of the part that shows rows, in pixels. */
  readonly viewHeight: number;
  /** Pixels of content above the view. */
  readonly offset: number;
}

function wheelPixels(event: WheelEvent, shape: WindowShape): number {
  if (event.deltaMode === WheelEvent.DOM_DELTA_LINE) return event.deltaY * shape.rowHeight;
  if (event.deltaMode === WheelEvent.DOM_DELTA_PAGE) return event.deltaY * shape.viewHeight;
  return event.deltaY;
}

/**
 * Scrolls a viewport over any number of rows. Up to the tallest spacer the browser scrolls by itself; above it the
 * wheel and keys move an exact offset, and only dragging the scrollbar maps by ratio.
 */
export class RowScroller {
  // 600 is what a view has where nothing is laid out.
  #state: ScrollState = { viewHeight: 600, offset: 0 };
  #rows = { rowCount: 0, rowHeight: 1, headHeight: 0 };
  #element: HTMLElement | null = null;
  /** Where the scrollbar was put by this class; its event must not be read as a drag. */
  #ownScroll = -1;
  readonly #listeners = new Set<() => void>();

  readonly state = (): ScrollState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Follows an element; returns how to let it go. */
  readonly attach = (element: HTMLElement | null): (() => void) | undefined => {
    if (element === null) return undefined;
    this.#element = element;
    const observer =
      typeof ResizeObserver === 'undefined' ? undefined : new ResizeObserver(() => this.#measure());
    observer?.observe(element);
    element.addEventListener('scroll', this.#onScroll, { passive: true });
    element.addEventListener('wheel', this.#onWheel, { passive: false });
    return () => {
      observer?.disconnect();
      element.removeEventListener('scroll', this.#onScroll);
      element.removeEventListener('wheel', this.#onWheel);
      this.#element = null;
    };
  };

  /** Takes over how many rows there are and how high they and the head are. */
  resize(rows: { rowCount: number; rowHeight: number; headHeight: number }): void {
    this.#rows = rows;
    const offset = clampOffset(this.#shape(), this.#state.offset);
    if (offset !== this.#state.offset) this.#moveTo(offset);
  }

  /** Scrolls by the least that shows a row whole. */
  showRow(row: number): void {
    const offset = offsetShowing(this.#shape(), row, this.#state.offset);
    if (offset !== this.#state.offset) this.#moveTo(offset);
  }

  #shape(): WindowShape {
    return { ...this.#rows, viewHeight: this.#state.viewHeight };
  }

  #change(next: Partial<ScrollState>): void {
    this.#state = { ...this.#state, ...next };
    for (const listener of this.#listeners) listener();
  }

  #measure(): void {
    if (this.#element === null) return;
    this.#change({ viewHeight: Math.max(1, this.#element.clientHeight - this.#rows.headHeight) });
  }

  #moveTo(wanted: number): void {
    const shape = this.#shape();
    const offset = clampOffset(shape, wanted);
    this.#change({ offset });
    if (this.#element === null) return;
    this.#element.scrollTop = scrollOfOffset(shape, offset);
    // The browser rounds, so what it kept is read back.
    this.#ownScroll = this.#element.scrollTop;
  }

  readonly #onScroll = (): void => {
    const shape = this.#shape();
    const top = this.#element?.scrollTop ?? 0;
    if (isCapped(shape) && Math.abs(top - this.#ownScroll) < 1) return;
    this.#ownScroll = -1;
    this.#change({ offset: offsetOfScroll(shape, top) });
  };

  readonly #onWheel = (event: WheelEvent): void => {
    const shape = this.#shape();
    // Ctrl zooms and Shift scrolls sideways; both stay with the browser.
    if (!isCapped(shape) || event.ctrlKey || event.shiftKey) return;
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
    event.preventDefault();
    this.#moveTo(this.#state.offset + wheelPixels(event, shape));
  };
}
