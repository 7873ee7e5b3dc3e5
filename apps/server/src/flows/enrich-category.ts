import type { ImportCategory } from '@landfall/domain/catalog/import-category';
import { discovery } from '@landfall/domain/checks/discovery-table';
import type { CleansedBlock } from '@landfall/domain/cleansing/cleansed-block';
import type { ReadableRows } from '@landfall/domain/dependencies/dependency-rows';
import type { DependencyTable } from '@landfall/domain/dependencies/dependency-table';
import { prepareInfrastructureBlock } from '@landfall/domain/infrastructure/prepare-infrastructure';
import { topology } from '@landfall/domain/infrastructure/read-topology';
import { prepareDiscoveryBlock } from '@landfall/domain/dependencies/prepare-discovery';
import type { PiiScan } from '@landfall/domain/sensitive/pii-scan';
import { prepareSensitiveBlock } from '@landfall/domain/sensitive/prepare-sensitive';
import { lineage } from '@landfall/domain/sensitive/read-lineage';
import { runInTurns } from '../features/cleansing/run-in-turns.ts';
import type { ImportShape, MappingBasis } from '../features/cleansing/import-shape.ts';
import type { PhaseContext } from './define-phase.ts';
import { scanPii } from './scan-pii.ts';

/** What is known of a whole file besides its cleansed rows. */
export interface FileFacts {
  readonly pii: PiiScan | undefined;
}

/** How the rows of a category become subjects and connections. */
interface CategoryReading {
  readonly prepare: (block: CleansedBlock, facts: FileFacts) => CleansedBlock;
  readonly read: (rows: ReadableRows) => Promise<DependencyTable>;
}

const readings: Readonly<Partial<Record<ImportCategory, CategoryReading>>> = {
  app_discovery: { prepare: prepareDiscoveryBlock, read: (rows) => runInTurns(discovery.inTurns(rows)) },
  infrastructure: {
    prepare: prepareInfrastructureBlock,
    read: (rows) => runInTurns(topology.inTurns(rows)),
  },
  sensitive_data: {
    prepare: (block, { pii }) => (pii === undefined ? block : prepareSensitiveBlock(block, pii)),
    read: (rows) => runInTurns(lineage.inTurns(rows)),
  },
};

/** How rows of a category are read; throws for one whose rows are read by the discovery flow. */
export function readingOf(category: ImportCategory): CategoryReading {
  const reading = readings[category];
  if (reading === undefined) throw new Error(`Rows of ${category} are not enriched`);
  return reading;
}

/** What of a whole file its category asks for before the rows are read. */
export async function readFacts(
  context: PhaseContext,
  category: ImportCategory,
  { shape, basis }: { readonly shape: ImportShape; readonly basis: MappingBasis },
): Promise<FileFacts> {
  return { pii: category === 'sensitive_data' ? await scanPii(context, shape, basis) : undefined };
}
