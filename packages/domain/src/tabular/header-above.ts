import type { ValueKind } from './column-profile.ts';
import { filledCells, type SampleRecord } from './detect-header.ts';
import { isLineOfNames } from './header-below.ts';
import { recogniseValue } from './recognise-value.ts';

const comparedRows = 30;
/** Share of the cells below that are of one kind when the column is. */
const agreement = 0.6;

/** What stands in rows and never names a column. */
const machineKinds: ReadonlySet<ValueKind> = new Set(['ip', 'mac', 'uuid', 'email', 'timestamp']);

/**
 * A cell of the record that shows it to be a row of data: an address or the like above others of its kind, or a
 * machine above others of its domain; `undefined` when there is none.
 */
export function cellOfData(records: readonly SampleRecord[], index: number): string | undefined {
  const rows = records.slice(index + 1, index + 1 + comparedRows);
  return records[index]?.cells.find((cell, column) => {
    const isLike = likenessOf(cell);
    if (isLike === undefined) return false;
    const below = rows.map(({ cells }) => (cells[column] ?? '').trim()).filter((other) => other !== '');
    const alike = below.filter(isLike).length;
    return alike > 0 && alike >= below.length * agreement;
  });
}

/** What shows another cell to be data like this one, where this one can be data only in such company. */
function likenessOf(cell: string): ((other: string) => boolean) | undefined {
  const kind = recogniseValue(cell);
  if (machineKinds.has(kind)) return (other) => recogniseValue(other) === kind;
  const domain = kind === 'fqdn' ? domainOf(cell) : undefined;
  return domain === undefined ? undefined : (other) => domainOf(other) === domain;
}

/** The domain of a machine's name: a header may hold dots, but not the domain that the machines below are in. */
function domainOf(name: string): string | undefined {
  return /^[^.]+\.(.+\..+)$/.exec(name.trim().toLowerCase())?.[1];
}

/** Index of the widest line of names above a row of data, the nearest of equally wide ones; -1 when there is none. */
export function headerAbove(records: readonly SampleRecord[], index: number): number {
  let widest = -1;
  let most = 2;
  for (const [at, record] of records.slice(0, index).entries()) {
    const names = filledCells(record);
    if (names.length < most || !isLineOfNames(names)) continue;
    widest = at;
    most = names.length;
  }
  return widest;
}
