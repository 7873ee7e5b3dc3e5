import { qualityOf } from '../features/cleansing/quality.routes.ts';
import { columnsHidden } from '../features/imports/hidden-columns.ts';
import { listColumns, listSteps } from '../features/imports/imports.repository.ts';
import {
  describe,
  type ImportViewDeps,
  recordSource,
  requireImport,
} from '../features/imports/imports.service.ts';
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
      return (await listColumns(scope, importId)).map((column) => columnOnWire(column, { category, maySee }));
    },
    quality: (scope, { importId, maySee }) => qualityOf(scope, importId, maySee),
    // The report shows no cells of a column beside its mapping.
    mappings: async (scope, importId) =>
      (await listMappings(scope, importId)).map((row) =>
        mappingOnWire(row, { maySee: false, isSensitive: true }),
      ),
    async steps(scope, subject) {
      const hidden = await columnsHidden(scope, subject);
      const steps = await listSteps(scope, subject.importId);
      return steps.map((step) => stepOnWire(step, hidden));
    },
    async rejected(scope, importId, most) {
      const filter = { outcome: 'rejected', fromRow: 1, limit: most } as const;
      return readRecords(scope, await recordSource(scope, importId), filter);
    },
  };
}
