import { eachRow } from '@landfall/domain/checks/row-values';
import { ipKeys } from '@landfall/domain/entity-resolution/identity-keys';
import { runInTurns } from '../features/cleansing/run-in-turns.ts';
import { sharedAddresses } from '../features/enrichment/addresses.repository.ts';
import type { ImportOptions } from '../features/enrichment/import-options.repository.ts';
import type { CleansedRows } from '../features/inventory/cleansed-rows.ts';
import type { PhaseContext } from './define-phase.ts';

/** Addresses of these rows that several live assets have by now; only machines are compared. */
export async function addressesShared(
  context: PhaseContext,
  { category }: ImportOptions,
  rows: CleansedRows,
) {
  const addresses = new Set<string>();
  if (category === 'infrastructure') {
    const look = (row: number): void => {
      for (const address of ipKeys(rows.value('ip_address', row) ?? '')) addresses.add(address);
    };
    await runInTurns(eachRow(rows, look));
  }
  return context.read((scope) => sharedAddresses(scope, [...addresses]));
}
