import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { type CSSProperties, type KeyboardEvent, type ReactNode, useEffect, useId, useState } from 'react';
import { formatCount } from '../texts/format.ts';
import { type RowWindow, useRowWindow } from './use-row-window.ts';

export interface GridColumn<Row> {
  readonly key: string;
  readonly label: string;
  /** Second line of the head. */
  readonly note?: string | undefined;
  /** Pixels. */
  readonly width: number;
  readonly numeric?: boolean;
  readonly sortable?: boolean;
  readonly cell: (row: Row) => ReactNode;
}

interface WindowedGridProps<Row> {
  readonly label: string;
  readonly rowCount: number;
  readonly columns: readonly GridColumn<Row>[];
  /** A row by position; undefined while its page is on the way. */
  readonly rowAt: (index: number) => Row | undefined;
  readonly onRange: (first: number, end: number) => void;
  readonly onOpen?: (row: Row) => void;
  /** Field key, `-` in front for descending. */
  readonly sort?: string;
  readonly onSort?: (sort: string) => void;
  /** CSS height of the whole grid. */
  readonly height?: string;
}

const rowHeight = 36;
const plainHead = 38;
const notedHead = 54;

/** Rows to move for a key; undefined for keys the grid leaves alone. */
function stepOf(event: KeyboardEvent, rowsPerView: number): number | undefined {
  if (event.altKey || event.metaKey) return undefined;
  switch (event.key) {
    case 'ArrowDown':
    case 'j':
      return 1;
    case 'ArrowUp':
    case 'k':
      return -1;
    case 'PageDown':
      return rowsPerView;
    case 'PageUp':
      return -rowsPerView;
    case 'Home':
      return Number.NEGATIVE_INFINITY;
    case 'End':
      return Number.POSITIVE_INFINITY;
    default:
      return undefined;
  }
}

function HeadCell<Row>({
  column,
  index,
  sort,
  onSort,
}: { column: GridColumn<Row>; index: number } & Pick<WindowedGridProps<Row>, 'sort' | 'onSort'>) {
  const ascending = sort === column.key;
  const descending = sort === `-${column.key}`;
  const sortState = ascending ? 'ascending' : descending ? 'descending' : undefined;
  const text = (
    <span style={{ overflow: 'hidden', textOverflow: 'ellipsis' }} title={column.label}>
      {column.label}
    </span>
  );
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid itself has the focus
    <div
      role="columnheader"
      aria-colindex={index + 1}
      aria-sort={sortState}
      className={column.numeric === true ? 'grid-cell num' : 'grid-cell'}
      style={{ width: column.width, lineHeight: 1.3, alignSelf: 'center' }}
    >
      {column.sortable === true && onSort !== undefined ? (
        <button type="button" onClick={() => onSort(ascending ? `-${column.key}` : column.key)}>
          {text}
          {ascending && <IconArrowUp size={14} aria-hidden="true" />}
          {descending && <IconArrowDown size={14} aria-hidden="true" />}
        </button>
      ) : (
        text
      )}
      {column.note !== undefined && (
        <div style={{ fontSize: 12, fontWeight: 400, overflow: 'hidden', textOverflow: 'ellipsis' }}>
          {column.note}
        </div>
      )}
    </div>
  );
}

interface GridRowProps<Row> {
  readonly id: string;
  readonly index: number;
  readonly row: Row | undefined;
  readonly columns: readonly GridColumn<Row>[];
  readonly active: boolean;
  readonly style: CSSProperties;
  readonly onPick: () => void;
}

function GridRow<Row>({ id, index, row, columns, active, style, onPick }: GridRowProps<Row>) {
  return (
    // biome-ignore lint/a11y: keys are handled by the grid, which keeps the focus
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={active}
      aria-busy={row === undefined}
      className="grid-row"
      data-active={active}
      style={style}
      onClick={onPick}
    >
      {columns.map((column, position) => (
        <div
          key={column.key}
          role="gridcell"
          aria-colindex={position + 1}
          className={column.numeric === true ? 'grid-cell num' : 'grid-cell'}
          style={{ width: column.width }}
        >
          {row === undefined ? <span className="grid-ghost" aria-hidden="true" /> : column.cell(row)}
        </div>
      ))}
    </div>
  );
}

function useReportedRange(rows: RowWindow, onRange: (first: number, end: number) => void): void {
  const { first, end } = rows;
  useEffect(() => onRange(first, end), [first, end, onRange]);
}

/** A grid that draws only the rows in view, however many there are; the focus stays on the grid itself. */
export function WindowedGrid<Row>(props: WindowedGridProps<Row>) {
  const { label, rowCount, columns, rowAt, onOpen, height = 'max(320px, calc(100vh - 290px))' } = props;
  const headHeight = columns.some((column) => column.note !== undefined) ? notedHead : plainHead;
  const rows = useRowWindow({ count: rowCount, height: rowHeight, headHeight });
  useReportedRange(rows, props.onRange);
  const id = useId();
  const [wanted, setActive] = useState(0);
  const active = Math.min(wanted, Math.max(0, rowCount - 1));
  const width = columns.reduce((sum, column) => sum + column.width, 0);
  const open = (index: number) => {
    const row = rowAt(index);
    if (row !== undefined) onOpen?.(row);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    if (event.key === 'Enter') return open(active);
    const step = stepOf(event, rows.rowsPerView);
    if (step === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(rowCount - 1, active + step));
    setActive(next);
    rows.showRow(next);
  };
  const drawn = Array.from({ length: Math.max(0, rows.end - rows.first) }, (_, step) => rows.first + step);
  const shift = rows.capped ? rows.offset : 0;
  return (
    <div
      className="grid-root"
      style={{ height: `min(${height}, ${headHeight + rowHeight * Math.max(rowCount, 1) + 18}px)` }}
    >
      <div
        ref={rows.viewport}
        className="grid-viewport"
        role="grid"
        tabIndex={0}
        aria-label={`${label}, ${formatCount(rowCount)} rows`}
        aria-rowcount={rowCount + 1}
        aria-colcount={columns.length}
        aria-activedescendant={drawn.includes(active) ? `${id}-${active}` : undefined}
        onKeyDown={onKeyDown}
      >
        <div role="rowgroup" className="grid-head" style={{ width, height: headHeight }}>
          <div role="row" aria-rowindex={1} style={{ display: 'flex' }}>
            {columns.map((column, index) => (
              <HeadCell key={column.key} column={column} index={index} {...pickSort(props)} />
            ))}
          </div>
        </div>
        <div role="rowgroup" style={{ height: rows.spacer, width, position: 'relative' }}>
          <div
            role="presentation"
            style={rows.capped ? { position: 'sticky', top: headHeight, height: 0 } : {}}
          >
            {drawn.map((index) => (
              <GridRow
                key={index}
                id={`${id}-${index}`}
                index={index}
                row={rowAt(index)}
                columns={columns}
                active={index === active}
                style={{
                  height: rowHeight,
                  lineHeight: `${rowHeight}px`,
                  width,
                  transform: `translateY(${index * rowHeight - shift}px)`,
                }}
                onPick={() => {
                  setActive(index);
                  open(index);
                }}
              />
            ))}
          </div>
        </div>
      </div>
    </div>
  );
}

function pickSort<Row>({
  sort,
  onSort,
}: WindowedGridProps<Row>): Pick<WindowedGridProps<Row>, 'sort' | 'onSort'> {
  return { ...(sort !== undefined && { sort }), ...(onSort !== undefined && { onSort }) };
}
