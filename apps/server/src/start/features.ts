import type { FastifyPluginAsync } from 'fastify';
import { applicationRoutes } from '../features/applications/applications.routes.ts';
import { auditRoutes } from '../features/audit/audit.routes.ts';
import { qualityRoutes } from '../features/cleansing/quality.routes.ts';
import { recommendationRoutes } from '../features/cleansing/recommendations.routes.ts';
import { dependencyGraphRoutes } from '../features/dependencies/dependency-graph.routes.ts';
import { deletionRoutes } from '../features/deletion/deletion.routes.ts';
import { doctorRoutes } from '../features/doctor/doctor.routes.ts';
import { enrichmentRoutes } from '../features/enrichment/enrichment.routes.ts';
import { estateRoutes } from '../features/estate/assets.routes.ts';
import { batchCommandRoutes } from '../features/flows/batch-commands.routes.ts';
import { flowCommandRoutes } from '../features/flows/flow-commands.routes.ts';
import { createFlowPort } from '../features/flows/flow-port.ts';
import { flowStreamRoutes } from '../features/flows/flow-stream.routes.ts';
import { flowRoutes } from '../features/flows/flows.routes.ts';
import { resumeRoutes } from '../features/flows/resume.routes.ts';
import { categoryRoutes } from '../features/imports/categories.routes.ts';
import { correctionRoutes } from '../features/imports/corrections.routes.ts';
import { rowChoiceRoutes } from '../features/imports/row-choices.routes.ts';
import { downloadRoutes } from '../features/imports/download.routes.ts';
import { defaultLimits, type ImportLimits } from '../features/imports/import-settings.ts';
import { importRoutes } from '../features/imports/imports.routes.ts';
import { rawDataExists } from '../features/imports/raw-data.ts';
import { uploadRoutes } from '../features/imports/upload.routes.ts';
import { accountingOf } from '../features/inventory/import-accounting.repository.ts';
import { inventoryRoutes } from '../features/inventory/inventory.routes.ts';
import { assetOf, describeCandidates } from '../features/inventory/row-candidates.ts';
import { reopenRows } from '../features/inventory/row-results.repository.ts';
import { mappingDesk } from '../features/mappings/mapping-desk.ts';
import { mappingRoutes } from '../features/mappings/mappings.routes.ts';
import { proposeMappings } from '../features/mappings/propose-mappings.service.ts';
import { monitoringRoutes } from '../features/monitoring/monitoring.routes.ts';
import { checkThresholdRoutes } from '../features/settings/check-thresholds.routes.ts';
import { reportRoutes } from '../features/reports/reports.routes.ts';
import type { WebhookSettings } from '../features/webhooks/send-messages.service.ts';
import { webhookRoutes } from '../features/webhooks/webhooks.routes.ts';
import { assetInventoryPhase } from '../flows/asset-inventory.phase.ts';
import { dataCleansingPhase } from '../flows/data-cleansing.phase.ts';
import { dataImportPhase } from '../flows/data-import.phase.ts';
import { dataValidationPhase } from '../flows/data-validation.phase.ts';
import type { Phase } from '../flows/define-phase.ts';
import { enrichmentPhase } from '../flows/enrichment.phase.ts';
import { fieldMappingPhase } from '../flows/field-mapping.phase.ts';
import { withOwedChecks } from '../flows/owed-checks.ts';
import { validationPhase } from '../flows/validation.phase.ts';
import type { Db } from '../platform/db.ts';
import type { FileStore } from '../platform/file-store.ts';
import type { FlowEngine } from '../platform/flow-engine.ts';
import type { Log } from '../platform/log.ts';
import { cleansedRecord } from './cleansed-record.ts';
import { cleansedRows } from './cleansed-rows.ts';
import { closeConflictGate } from './close-conflict-gate.ts';
import { deletionInventory } from './deletion.ts';
import { doctorDepsOf, healerOf } from './doctor.ts';
import { gateRulesOf } from './gates.ts';
import { issueRows } from './issue-rows.ts';
import { losersOf } from './losers-of.ts';
import { reportSourcesOf } from './report-sources.ts';

/** Limits an installation sets by itself. */
type SetLimits = Pick<ImportLimits, 'uploadsPerMinute' | 'maxRows' | 'maxFileBytes'>;

export interface FeatureDeps {
  readonly db: Db;
  readonly engine: FlowEngine;
  readonly files: FileStore;
  /** Limits of uploads that differ from the defaults of the product. */
  readonly limits?: Partial<SetLimits>;
  /** Where the doctor writes down a cure that failed; nowhere unless told. */
  readonly log?: Log;
  /** How webhooks are signed and where they may go; without it there are none. */
  readonly webhooks?: WebhookSettings;
}

/** Routes of the features that need more than the database, each with what it needs. */
export function featuresOf({
  db,
  engine,
  files,
  limits: setLimits,
  webhooks,
  log,
}: FeatureDeps): FastifyPluginAsync[] {
  const flows = createFlowPort(engine);
  const gates = gateRulesOf(flows);
  const isThere = rawDataExists.bind(undefined, files);
  const heal = healerOf({ engine, files });
  const resuming = { db, engine, gates, rawDataExists: isThere, mappings: mappingDesk(flows), heal };
  const limits = limitsOf(setLimits);
  return [
    flowRoutes({ db, gates, accounting: accountingOf }),
    flowStreamRoutes({ db }),
    flowCommandRoutes({ db, engine, gates, rawDataExists: isThere }),
    resumeRoutes(resuming),
    batchCommandRoutes(resuming),
    deletionRoutes({ db, engine, flows, heal, inventory: deletionInventory }),
    categoryRoutes({ db, flows, limits }),
    uploadRoutes({ db, files, flows, limits }),
    downloadRoutes({ db, files, cleansedRows }),
    correctionRoutes({ db, files, flows, limits, reopenRows }),
    rowChoiceRoutes({ db, files, flows, limits, reopenRows, candidates: describeCandidates }),
    importRoutes({ db, flows, accounting: accountingOf, cleansedRecord, assetOf, issueRows }),
    mappingRoutes({ db, flows }),
    qualityRoutes({ db, flows }),
    recommendationRoutes({ db, flows }),
    inventoryRoutes({ db, flows, losersOf, onSettled: closeConflictGate(engine) }),
    enrichmentRoutes({ db }),
    applicationRoutes({ db }),
    dependencyGraphRoutes({ db }),
    checkThresholdRoutes({ db }),
    estateRoutes({ db }),
    reportRoutes({ db, sources: reportSourcesOf({ flows, accounting: accountingOf }) }),
    auditRoutes({ db }),
    monitoringRoutes({ db, engine }),
    doctorRoutes(doctorDepsOf({ db, engine, files, log })),
    ...(webhooks ? [webhookRoutes({ db, ...webhooks })] : []),
  ];
}

/** Limits with those of the product where none is set. */
function limitsOf({ uploadsPerMinute, maxRows, maxFileBytes }: Partial<SetLimits> = {}): ImportLimits {
  return {
    ...defaultLimits,
    uploadsPerMinute: uploadsPerMinute ?? defaultLimits.uploadsPerMinute,
    maxRows: maxRows ?? defaultLimits.maxRows,
    maxFileBytes: maxFileBytes ?? defaultLimits.maxFileBytes,
  };
}

/** Handlers of all phases of the flow types this version serves. */
export function phasesOf({ files, limits }: Pick<FeatureDeps, 'files' | 'limits'>): Phase[] {
  const { maxRows } = limitsOf(limits);
  return [
    dataImportPhase({ files, maxRows, proposeMappings }),
    dataValidationPhase(),
    fieldMappingPhase(),
    withOwedChecks(dataCleansingPhase(), dataValidationPhase()),
    assetInventoryPhase(),
    dataImportPhase({ files, maxRows, proposeMappings }, { flowType: 'data_import', name: 'upload' }),
    validationPhase(),
    fieldMappingPhase({ flowType: 'data_import', name: 'field_mapping' }),
    withOwedChecks(enrichmentPhase(), validationPhase()),
  ];
}
