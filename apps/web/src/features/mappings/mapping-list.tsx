import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
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

/** Gives the focus to the active row after a key or a jump, once it is drawn. */
function useFocusedRow(viewport: RefObject<HTMLDivElement | null>, focusStamp: number): void {
  useEffect(() => {
    if (focusStamp === 0) return undefined;
    const frame = requestAnimationFrame(() => {
      viewport.current
        ?.querySelector<HTMLElement>('[data-row-active="true"]')
        ?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [viewport, focusStamp]);
}

/** The columns of a file as a list that draws only the rows in view. */
export function MappingList(props: MappingListProps) {
  const { mappings, active, focusStamp } = props;
  const viewport = useRef<HTMLDivElement>(null);
  // oxlint-disable-next-line react/incompatible-library -- no compiler memoizes this component
  const rows = useVirtualizer({
    count: mappings.length,
    getScrollElement: () => viewport.current,
    estimateSize: (index) => (index === active ? openHeight : lineHeight),
    getItemKey: (index) => mappings[index]?.id ?? index,
    initialRect: { width: 1100, height: 700 },
    overscan: 8,
  });
  useEffect(() => rows.scrollToIndex(active, { align: 'auto' }), [rows, active]);
  useFocusedRow(viewport, focusStamp);
  return (
    <div
      ref={viewport}
      className="mapping-list"
      role="region"
      aria-label="Columns of the file"
      tabIndex={-1}
      hidden={mappings.length === 0}
    >
      <ul
        style={{
          height: rows.getTotalSize(),
          position: 'relative',
          margin: 0,
          padding: 0,
          listStyle: 'none',
        }}
      >
        {rows.getVirtualItems().map((item) => (
          <ListItem
            key={item.key}
            {...props}
            index={item.index}
            top={item.start}
            measure={rows.measureElement}
          />
        ))}
      </ul>
    </div>
  );
}

interface ListItemProps extends MappingListProps {
  readonly index: number;
  readonly top: number;
  readonly measure: (element: Element | null) => void;
}

function ListItem({ mappings, active, onActivate, renderRow, index, top, measure }: ListItemProps) {
  const mapping = mappings[index];
  if (mapping === undefined) return null;
  const isActive = index === active;
  return (
    // biome-ignore lint/a11y: keys are shortcuts of the page; a click only makes the row active
    <li
      ref={measure}
      data-index={index}
      data-row-active={isActive}
      aria-current={isActive ? 'true' : undefined}
      aria-setsize={mappings.length}
      aria-posinset={index + 1}
      tabIndex={isActive ? 0 : -1}
      onClick={() => {
        if (!isActive) onActivate(index);
      }}
      style={{
        position: 'absolute',
        top: 0,
        left: 0,
        right: 0,
        transform: `translateY(${top}px)`,
        outlineOffset: -2,
      }}
    >
      {renderRow(mapping, index)}
    </li>
  );
}
