import type { importRecord, recordDetails } from '@landfall/contract/imports';
import { customFieldPrefix } from '@landfall/domain/cleansing/import-plan';
import type { z } from 'zod';
import {
  asItStands,
  hiddenText,
  shownCells,
  type ShownText,
  shownWithin,
} from '../../platform/hidden-text.ts';
import type { SensitiveColumn } from './imports.repository.ts';

/** Which cells of the rows of an import are hidden from a caller, and how the others are shown. */
export interface HiddenColumns {
  readonly isColumnHidden: (key: string) => boolean;
  readonly isPositionHidden: (position: number) => boolean;
  readonly isFieldHidden: (field: string) => boolean;
  /** How the cells of a column that is not hidden are shown. */
  readonly shownIn: (header: string) => ShownText;
}

export const nothingHidden: HiddenColumns = {
  isColumnHidden: () => false,
  isPositionHidden: () => false,
  isFieldHidden: () => false,
  shownIn: () => asItStands,
};

/** Hides sensitive columns and the fields they feed; `isEverything` hides all cells. */
export function hiddenOf(columns: readonly SensitiveColumn[], isEverything: boolean): HiddenColumns {
  const keys = new Set(columns.map(({ key }) => key));
  const positions = new Set(columns.map(({ position }) => position));
  const fields = new Set(
    columns.flatMap(({ key, targetField }) => [targetField, `${customFieldPrefix}${key}`]),
  );
  const known = new Map<string, ShownText>();
  return {
    isColumnHidden: (key) => isEverything || keys.has(key),
    isPositionHidden: (position) => isEverything || positions.has(position),
    isFieldHidden: (field) => isEverything || fields.has(field),
    shownIn(header) {
      const shown = known.get(header) ?? shownCells({ maySee: false, isSensitive: false, header });
      known.set(header, shown);
      return shown;
    },
  };
}

/** How the cells of a column are shown. */
export function cellsIn({ isColumnHidden, shownIn }: HiddenColumns, key: string): ShownText {
  return isColumnHidden(key) ? () => hiddenText : shownIn(key);
}

/** How the values of a field are shown; the header is a hint for custom attributes alone. */
export function valuesIn({ isFieldHidden, shownIn }: HiddenColumns, field: string): ShownText {
  if (isFieldHidden(field)) return () => hiddenText;
  return shownIn(field.startsWith(customFieldPrefix) ? field.slice(customFieldPrefix.length) : '');
}

type RecordOnWire = z.infer<typeof importRecord>;

/** A stored row with a mask in each filled cell that is hidden, and over what is personal in the others. */
export function withoutHidden(record: RecordOnWire, hidden: HiddenColumns): RecordOnWire {
  const cells = Object.entries(record.raw_data).map(([key, text]) => {
    return [key, text === null || text === '' ? text : cellsIn(hidden, key)(text)] as const;
  });
  const reason = record.reason === null ? null : hidden.shownIn('')(record.reason);
  return { ...record, reason, raw_data: Object.fromEntries(cells) };
}

type Cleansed = Pick<z.infer<typeof recordDetails>, 'cleansed' | 'notes'>;

/** What became of a row with a mask in place of each value that is hidden. */
export function cleansedWithoutHidden({ cleansed, notes }: Cleansed, hidden: HiddenColumns): Cleansed {
  const values = Object.entries(cleansed ?? {}).map(([field, value]) => {
    const isHidden = hidden.isFieldHidden(field);
    return [field, isHidden ? hiddenText : shownWithin(value, valuesIn(hidden, field))] as const;
  });
  return {
    cleansed: cleansed === null ? null : Object.fromEntries(values),
    notes: notes.map((note) => {
      const shown = cellsIn(hidden, note.column);
      const after = hidden.isColumnHidden(note.column) && note.after !== null ? hiddenText : note.after;
      return { ...note, before: shown(note.before), after: shownWithin(after, shown) };
    }),
  };
}
