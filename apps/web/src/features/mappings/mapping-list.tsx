import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import type { FieldMapping } from '../../api/entities.ts';

/** Heights before they are measured, in pixels. */
const lineHeight = 57;
const openHeight = 230;

export interface MappingListProps {
  readonly mappings: readonly FieldMapping[];
  readonly active: number;
  /** Counts up when the active row should take the focus, after a key or a jump. */
  readonly focusStamp: number;
  readonly onActivate: (index: number) => void;
  readonly renderRow: (mapping: FieldMapping, index: number) => ReactNode;
}

/** The columns of a file as a list that draws only the rows in view. */
export function MappingList({ mappings, active, focusStamp, onActivate, renderRow }: MappingListProps) {
  const viewport = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: mappings.length,
    getScrollElement: () => viewport.current,
    estimateSize: (index) => (index === active ? openHeight : lineHeight),
    getItemKey: (index) => mappings[index]?.id ?? index,
    initialRect: { width: 1100, height: 700 },
    overscan: 8,
  });
  useEffect(() => {
    rows.scrollToIndex(active, { align: 'auto' });
    // oxlint-disable-next-line react/exhaustive-deps -- the virtualizer is one object for the life of the list
  }, [active]);
  useEffect(() => {
    if (focusStamp === 0) return;
    const frame = requestAnimationFrame(() => {
      viewport.current
        ?.querySelector<HTMLElement>('[data-row-active="true"]')
        ?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [focusStamp]);
  return (
    <div ref={viewport} className="mapping-list" role="region" aria-label="Columns of the file" tabIndex={-1}>
      <ul
        style={{
          height: rows.getTotalSize(),
          position: 'relative',
          margin: 0,
          padding: 0,
          listStyle: 'none',
        }}
      >
        {rows.getVirtualItems().map((item) => {
          const mapping = mappings[item.index];
          if (mapping === undefined) return null;
          const isActive = item.index === active;
          return (
            // biome-ignore lint/a11y: keys are shortcuts of the page; a click only makes the row active
            <li
              key={item.key}
              ref={rows.measureElement}
              data-index={item.index}
              data-row-active={isActive}
              aria-current={isActive ? 'true' : undefined}
              aria-setsize={mappings.length}
              aria-posinset={item.index + 1}
              tabIndex={isActive ? 0 : -1}
              onClick={() => {
                if (!isActive) onActivate(item.index);
              }}
              style={{
                position: 'absolute',
                top: 0,
                left: 0,
                right: 0,
                transform: `translateY(${item.start}px)`,
                outlineOffset: -2,
              }}
            >
              {renderRow(mapping, item.index)}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
