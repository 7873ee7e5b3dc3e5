import type { ImportCategory } from '@landfall/domain/catalog/import-category';
import { tableOf } from '@landfall/domain/checks/discovery-table';
import type { CleansedBlock } from '@landfall/domain/cleansing/cleansed-block';
import type { ReadableRows } from '@landfall/domain/dependencies/dependency-rows';
import type { DependencyTable } from '@landfall/domain/dependencies/dependency-table';
import { prepareInfrastructureBlock } from '@landfall/domain/infrastructure/prepare-infrastructure';
import { readTopology } from '@landfall/domain/infrastructure/read-topology';
import { prepareDiscoveryBlock } from '@landfall/domain/dependencies/prepare-discovery';

/** How the rows of a category become subjects and connections. */
interface CategoryReading {
  readonly prepare: (block: CleansedBlock) => CleansedBlock;
  readonly read: (rows: ReadableRows) => DependencyTable;
}

const readings: Readonly<Partial<Record<ImportCategory, CategoryReading>>> = {
  app_discovery: { prepare: prepareDiscoveryBlock, read: tableOf },
  infrastructure: { prepare: prepareInfrastructureBlock, read: readTopology },
};

/** How rows of a category are read; throws for one whose rows are read by the discovery flow. */
export function readingOf(category: ImportCategory): CategoryReading {
  const reading = readings[category];
  if (reading === undefined) throw new Error(`Rows of ${category} are not enriched`);
  return reading;
}
