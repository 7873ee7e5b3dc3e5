/**
 * Tallest spacer the grid lays out, in pixels. Chromium clamps near 33.5 million and Firefox near 17.9 million, and
 * far above 8 million rows start to jitter because the compositor counts in 32-bit floats.
 */
export const tallestSpacer = 8_000_000;

export interface WindowShape {
  readonly rowCount: number;
  /** Pixels. */
  readonly rowHeight: number;
  /** Height of the part that shows rows, in pixels. */
  readonly viewHeight: number;
}

/** Height of all rows together, in pixels. */
export function contentHeight({ rowCount, rowHeight }: WindowShape): number {
  return rowCount * rowHeight;
}

/** Height of the element that makes the scrollbar, in pixels. */
export function spacerHeight(shape: WindowShape): number {
  return Math.min(contentHeight(shape), tallestSpacer);
}

/** True when the scrollbar is coarser than the rows, so that the offset has to be kept apart from it. */
export function isCapped(shape: WindowShape): boolean {
  return contentHeight(shape) > tallestSpacer;
}

/** The offset kept inside what can be shown, in pixels of content. */
export function clampOffset(shape: WindowShape, offset: number): number {
  return Math.max(0, Math.min(offset, contentHeight(shape) - shape.viewHeight));
}

/** Where the scrollbar stands for a content offset. */
export function scrollOfOffset(shape: WindowShape, offset: number): number {
  const range = contentHeight(shape) - shape.viewHeight;
  if (range <= 0) return 0;
  return (clampOffset(shape, offset) / range) * (spacerHeight(shape) - shape.viewHeight);
}

/** The content offset a scrollbar position stands for. */
export function offsetOfScroll(shape: WindowShape, scrollTop: number): number {
  const range = spacerHeight(shape) - shape.viewHeight;
  if (range <= 0) return 0;
  return clampOffset(shape, (scrollTop / range) * (contentHeight(shape) - shape.viewHeight));
}

/** First row and the row after the last one to draw, with some more on both sides. */
export function visibleRows(
  shape: WindowShape,
  offset: number,
  overscan = 6,
): { first: number; end: number } {
  const first = Math.floor(offset / shape.rowHeight) - overscan;
  const end = Math.ceil((offset + shape.viewHeight) / shape.rowHeight) + overscan;
  return { first: Math.max(0, first), end: Math.min(shape.rowCount, Math.max(end, 0)) };
}

/** The offset nearest to the present one that shows a row whole. */
export function offsetShowing(shape: WindowShape, row: number, offset: number): number {
  const top = row * shape.rowHeight;
  if (top < offset) return clampOffset(shape, top);
  const bottom = top + shape.rowHeight;
  return bottom > offset + shape.viewHeight ? clampOffset(shape, bottom - shape.viewHeight) : offset;
}
