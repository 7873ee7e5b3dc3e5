import { encodeUtf8 } from '../tabular/utf8.ts';
import { matches } from './matches.ts';

/** Kinds of cells, by their `t`. */
export const cellType = { number: 0, shared: 1, boolean: 2, text: 3, inline: 4, error: 5, date: 6 } as const;

/** What the opening tag of a cell says. */
export interface CellHead {
  /** 1-based. */
  column: number;
  /** Index of the cell's format. */
  style: number;
  type: number;
}

/** A type as its attribute spells it. */
export interface TypeForm {
  readonly name: Uint8Array;
  readonly type: number;
}

export const sharedForm: TypeForm = { name: encodeUtf8('s'), type: cellType.shared };

/** Types whose values are read without a look at the rest of the cell. */
const typeForms: readonly TypeForm[] = [
  { name: encodeUtf8('inlineStr'), type: cellType.inline },
  { name: encodeUtf8('str'), type: cellType.text },
  { name: encodeUtf8('b'), type: cellType.boolean },
  { name: encodeUtf8('n'), type: cellType.number },
];

/** The type whose name stands at `at`; what follows the name is not looked at. */
export function typeFormAt(bytes: Uint8Array, at: number): TypeForm | undefined {
  for (const form of typeForms) if (matches(bytes, at, form.name)) return form;
  return undefined;
}
