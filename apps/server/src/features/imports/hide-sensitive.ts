import type { importRecord, recordDetails } from '@landfall/contract/imports';
import { customFieldPrefix } from '@landfall/domain/cleansing/import-plan';
import type { z } from 'zod';
import { hiddenText } from '../../platform/hidden-text.ts';
import type { SensitiveColumn } from './imports.repository.ts';

/** Which cells of the rows of an import are hidden from a caller. */
export interface HiddenColumns {
  readonly isAnyHidden: boolean;
  readonly isColumnHidden: (key: string) => boolean;
  readonly isFieldHidden: (field: string) => boolean;
}

export const nothingHidden: HiddenColumns = {
  isAnyHidden: false,
  isColumnHidden: () => false,
  isFieldHidden: () => false,
};

/** Hides sensitive columns and the fields they feed; `isEverything` hides all cells. */
export function hiddenOf(columns: readonly SensitiveColumn[], isEverything: boolean): HiddenColumns {
  const keys = new Set(columns.map(({ key }) => key));
  const fields = new Set(
    columns.flatMap(({ key, targetField }) => [targetField, `${customFieldPrefix}${key}`]),
  );
  return {
    isAnyHidden: isEverything || columns.length > 0,
    isColumnHidden: (key) => isEverything || keys.has(key),
    isFieldHidden: (field) => isEverything || fields.has(field),
  };
}

type RecordOnWire = z.infer<typeof importRecord>;

/** A stored row with a mask in each filled cell that is hidden. */
export function withoutHidden(record: RecordOnWire, { isColumnHidden }: HiddenColumns): RecordOnWire {
  const cells = Object.entries(record.raw_data).map(([key, text]) => {
    const isShown = text === null || text === '' || !isColumnHidden(key);
    return [key, isShown ? text : hiddenText] as const;
  });
  return { ...record, raw_data: Object.fromEntries(cells) };
}

/** Parts of what a step computed in which cells stand as they are in the file: the plan has words, the others samples. */
const partsWithCells: ReadonlySet<string> = new Set(['evidence', 'notes', 'plan']);

/** What a step computed without the parts in which cells stand, where any cells of the import are hidden. */
export function outputWithoutHidden(
  output: Readonly<Record<string, unknown>>,
  { isAnyHidden }: HiddenColumns,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(output).filter(([part]) => !isAnyHidden || !partsWithCells.has(part)),
  );
}

type Cleansed = Pick<z.infer<typeof recordDetails>, 'cleansed' | 'notes'>;

/** What became of a row with a mask in place of each value that is hidden. */
export function cleansedWithoutHidden(
  { cleansed, notes }: Cleansed,
  { isColumnHidden, isFieldHidden }: HiddenColumns,
): Cleansed {
  const values = Object.entries(cleansed ?? {}).map(
    ([field, value]) => [field, isFieldHidden(field) ? hiddenText : value] as const,
  );
  return {
    cleansed: cleansed === null ? null : Object.fromEntries(values),
    notes: notes.map((note) => {
      if (!isColumnHidden(note.column)) return note;
      return { ...note, before: hiddenText, after: note.after === null ? null : hiddenText };
    }),
  };
}
