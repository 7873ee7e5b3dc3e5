import type { importRecord, recordDetails } from '@landfall/contract/imports';
import { customFieldPrefix } from '@landfall/domain/cleansing/import-plan';
import type { z } from 'zod';
import {
  asItStands,
  hiddenText,
  shownCells,
  shownMembers,
  type ShownText,
  shownWithin,
} from '../../platform/hidden-text.ts';
import type { SensitiveColumn } from './imports.repository.ts';

/** Which cells of the rows of an import are hidden from a caller, and how the others are shown. */
export interface HiddenColumns {
  readonly isAnyHidden: boolean;
  readonly isColumnHidden: (key: string) => boolean;
  readonly isFieldHidden: (field: string) => boolean;
  /** How the cells of a column that is not hidden are shown. */
  readonly shownIn: (header: string) => ShownText;
}

export const nothingHidden: HiddenColumns = {
  isAnyHidden: false,
  isColumnHidden: () => false,
  isFieldHidden: () => false,
  shownIn: () => asItStands,
};

/** Hides sensitive columns and the fields they feed; `isEverything` hides all cells. */
export function hiddenOf(columns: readonly SensitiveColumn[], isEverything: boolean): HiddenColumns {
  const keys = new Set(columns.map(({ key }) => key));
  const fields = new Set(
    columns.flatMap(({ key, targetField }) => [targetField, `${customFieldPrefix}${key}`]),
  );
  const known = new Map<string, ShownText>();
  return {
    isAnyHidden: isEverything || columns.length > 0,
    isColumnHidden: (key) => isEverything || keys.has(key),
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

/** A stored row with a mask in each filled cell that is hidden, and over secrets in the others. */
export function withoutHidden(record: RecordOnWire, hidden: HiddenColumns): RecordOnWire {
  const cells = Object.entries(record.raw_data).map(([key, text]) => {
    return [key, text === null || text === '' ? text : cellsIn(hidden, key)(text)] as const;
  });
  const reason = record.reason === null ? null : hidden.shownIn('')(record.reason);
  return { ...record, reason, raw_data: Object.fromEntries(cells) };
}

/** Parts of what a step computed in which cells stand as they are in the file: the plan has words, the others samples. */
const partsWithCells: ReadonlySet<string> = new Set(['evidence', 'notes', 'plan']);

/** What a step computed without the parts in which cells stand, where any cells of the import are hidden, and without secrets. */
export function outputWithoutHidden(
  output: Readonly<Record<string, unknown>>,
  hidden: HiddenColumns,
): Record<string, unknown> {
  const shown = hidden.shownIn('');
  if (!hidden.isAnyHidden) return shownMembers(output, shown);
  const parts = Object.entries(output).filter(([part]) => !partsWithCells.has(part));
  const told = parts.map(([part, value]) => [part, Array.isArray(value) ? value.map(withoutSample) : value]);
  return shownMembers(Object.fromEntries(told), shown);
}

/** A finding without its sample, whatever it is about: another mapping may have fed its field by another column. */
function withoutSample(found: unknown): unknown {
  return typeof found === 'object' && found !== null && 'sample' in found
    ? { ...found, sample: undefined }
    : found;
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
