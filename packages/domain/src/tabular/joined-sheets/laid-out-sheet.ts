import type { LaidOutTable } from '../table-source-layout.ts';

/** A sheet whose header is known. */
export interface LaidOutSheet {
  readonly name: string;
  readonly table: LaidOutTable;
}
