import { qualityOf } from '../features/cleansing/quality.routes.ts';
import { listColumns, listSteps } from '../features/imports/imports.repository.ts';
import {
  describe,
  type ImportViewDeps,
  recordSource,
  requireImport,
} from '../features/imports/imports.service.ts';
import { nothingHidden } from '../features/imports/hide-sensitive.ts';
import { columnOnWire, stepOnWire } from '../features/imports/imports.wire.ts';
import { readRecords } from '../features/imports/read-records.service.ts';
import { listMappings } from '../features/mappings/mappings.repository.ts';
import { mappingOnWire } from '../features/mappings/mappings.wire.ts';
import type { ReportSources } from '../features/reports/report-sources.ts';

/** What the features say of an import, for its report. */
export function reportSourcesOf(deps: ImportViewDeps): ReportSources {
  return {
    details: async (scope, importId) => describe(scope, deps, await requireImport(scope, importId)),
    async columns(scope, { importId, maySee }) {
      const { category } = await requireImport(scope, importId);
      return (await listColumns(scope, importId)).map((column) => {
        const isSensitive = category === 'sensitive_data' || column.sensitiveKind !== null;
        return columnOnWire(column, isSensitive && !maySee);
      });
    },
    quality: (scope, { importId, maySee }) => qualityOf(scope, importId, maySee),
    // The report shows no cells of a column beside its mapping.
    mappings: async (scope, importId) =>
      (await listMappings(scope, importId)).map((row) => mappingOnWire(row, true)),
    // It shows no more than the numbers of a step.
    steps: async (scope, importId) =>
      (await listSteps(scope, importId)).map((step) => stepOnWire(step, nothingHidden)),
    async rejected(scope, importId, most) {
      const filter = { outcome: 'rejected', fromRow: 1, limit: most } as const;
      return readRecords(scope, await recordSource(scope, importId), filter);
    },
  };
}
