import type { ReactNode, Ref } from 'react';

/** Heading of a column: of texts, of numbers, for screen readers only, or false for a column that is left out. */
type Head =
  | string
  | { readonly numbers: string; readonly title?: string }
  | { readonly spoken: string }
  | false;

interface TableCardProps {
  readonly label: string;
  readonly heads: readonly Head[];
  readonly ref?: Ref<HTMLDivElement>;
  /** True for a table in a card or a dialog that is there already. */
  readonly inside?: boolean;
  /** The rows. */
  readonly children: ReactNode;
}

/** A table in a card that scrolls sideways by itself, by keyboard too. */
export function TableCard({ label, heads, ref, inside = false, children }: TableCardProps) {
  return (
    <div
      className={inside ? 'scroll-x' : 'card scroll-x'}
      tabIndex={0}
      role="region"
      aria-label={label}
      ref={ref}
    >
      <table className="plain">
        <thead>
          <tr>{heads.map(headCell)}</tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

function headCell(head: Head, place: number) {
  if (head === false) return null;
  if (typeof head === 'string')
    return (
      <th key={place} scope="col">
        {head}
      </th>
    );
  if ('spoken' in head)
    return (
      <th key={place} scope="col">
        <span className="visually-hidden">{head.spoken}</span>
      </th>
    );
  return (
    <th key={place} scope="col" className="num" title={head.title}>
      {head.numbers}
    </th>
  );
}
