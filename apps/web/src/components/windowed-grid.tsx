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

/** Rows to move for a key, given the rows of one view. */
const steps: Readonly<Record<string, (rowsPerView: number) => number>> = {
  ArrowDown: () => 1,
  j: () => 1,
  ArrowUp: () => -1,
  k: () => -1,
  PageDown: (rowsPerView) => rowsPerView,
  PageUp: (rowsPerView) => -rowsPerView,
  Home: () => Number.NEGATIVE_INFINITY,
  End: () => Number.POSITIVE_INFINITY,
};

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

/** The row that keys and clicks act on; moving it scrolls it into view. */
function useActiveRow(rows: RowWindow, rowCount: number, open: (index: number) => void) {
  const [wanted, setActive] = useState(0);
  const active = Math.min(wanted, Math.max(0, rowCount - 1));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.altKey || event.metaKey) return;
    if (event.key === 'Enter') return open(active);
    const step = steps[event.key]?.(rows.rowsPerView);
    if (step === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(rowCount - 1, active + step));
    setActive(next);
    rows.showRow(next);
  };
  const pick = (index: number) => {
    setActive(index);
    open(index);
  };
  return { active, onKeyDown, pick };
}

/** A grid that draws only the rows in view, however many there are; the focus stays on the grid itself. */
export function WindowedGrid<Row>(props: WindowedGridProps<Row>) {
  const {
    label,
    rowCount,
    columns,
    rowAt,
    onRange,
    onOpen,
    height = 'max(320px, calc(100vh - 290px))',
  } = props;
  const headHeight = columns.some((column) => column.note !== undefined) ? notedHead : plainHead;
  const rows = useRowWindow({ count: rowCount, height: rowHeight, headHeight });
  const { attach, first, end } = rows;
  useEffect(() => onRange(first, end), [first, end, onRange]);
  const id = useId();
  const { active, onKeyDown, pick } = useActiveRow(rows, rowCount, (index) => {
    const row = rowAt(index);
    if (row !== undefined) onOpen?.(row);
  });
  const width = columns.reduce((sum, column) => sum + column.width, 0);
  const wholeHeight = headHeight + rowHeight * Math.max(rowCount, 1) + 18;
  return (
    <div className="grid-root" style={{ height: `min(${height}, ${wholeHeight}px)` }}>
      <div
        ref={attach}
        className="grid-viewport"
        role="grid"
        tabIndex={0}
        aria-label={`${label}, ${formatCount(rowCount)} rows`}
        aria-rowcount={rowCount + 1}
        aria-colcount={columns.length}
        aria-activedescendant={active >= first && active < end ? `${id}-${active}` : undefined}
        onKeyDown={onKeyDown}
      >
        <GridHead columns={columns} width={width} height={headHeight} {...pickSort(props)} />
        <GridBody
          id={id}
          rows={rows}
          columns={columns}
          rowAt={rowAt}
          active={active}
          layout={{ width, headHeight }}
          onPick={pick}
        />
      </div>
    </div>
  );
}

function GridHead<Row>(
  props: Pick<WindowedGridProps<Row>, 'columns' | 'sort' | 'onSort'> & { width: number; height: number },
) {
  const { columns, width, height, ...sorting } = props;
  return (
    <div role="rowgroup" className="grid-head" style={{ width, height }}>
      <div role="row" aria-rowindex={1} style={{ display: 'flex' }}>
        {columns.map((column, index) => (
          <HeadCell key={column.key} column={column} index={index} {...sorting} />
        ))}
      </div>
    </div>
  );
}

interface GridBodyProps<Row> extends Pick<WindowedGridProps<Row>, 'columns' | 'rowAt'> {
  readonly id: string;
  readonly rows: RowWindow;
  readonly active: number;
  readonly layout: { readonly width: number; readonly headHeight: number };
  readonly onPick: (index: number) => void;
}

function GridBody<Row>({ id, rows, columns, rowAt, active, layout, onPick }: GridBodyProps<Row>) {
  const { width, headHeight } = layout;
  const drawn = Array.from({ length: Math.max(0, rows.end - rows.first) }, (_, step) => rows.first + step);
  const shift = rows.capped ? rows.offset : 0;
  return (
    <div role="rowgroup" style={{ height: rows.spacer, width, position: 'relative' }}>
      <div role="presentation" style={rows.capped ? { position: 'sticky', top: headHeight, height: 0 } : {}}>
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
            onPick={() => onPick(index)}
          />
        ))}
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
