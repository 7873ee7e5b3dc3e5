import type { ReadableRows } from './dependency-rows.ts';
import type { DependencyTable, RefusedRow, RowRole } from './dependency-table.ts';
import { rowsPerTurn } from './remembered-table.ts';

/** A table of rows that are each about a subject of their own, or refused because they name none; read in turns. */
export function* subjectRows(
  rows: ReadableRows,
  identityFields: readonly string[],
): Generator<
  undefined,
  Pick<DependencyTable, 'statesEdges' | 'roles' | 'refused' | 'hosted' | 'notes'>,
  undefined
> {
  const roles: RowRole[] = [];
  const refused: RefusedRow[] = [];
  for (let row = 0; row < rows.rowCount; row++) {
    if (row % rowsPerTurn === 0) yield;
    const isFaulty = rows.fault(row) !== 0;
    const isSubject = !isFaulty && identityFields.some((field) => rows.value(field, row) !== null);
    roles.push(isSubject ? 'subject' : 'none');
    if (!isSubject && !isFaulty) refused.push({ row, reason: 'no_identity', detail: null });
  }
  const notes = {
    unknownProtocols: new Map(),
    unusualPorts: [],
    credentials: { source_name: [], target_name: [] },
    badUrls: [],
    severalHosts: [],
    selfEdges: [],
    answers: [],
    refusals: [],
  };
  return { statesEdges: false, roles, refused, hosted: [], notes };
}

/** Rows about a subject, counted from 0. */
export function subjectsOf({ roles }: Pick<DependencyTable, 'roles'>): number[] {
  return roles.flatMap((role, row) => (role === 'subject' ? [row] : []));
}
