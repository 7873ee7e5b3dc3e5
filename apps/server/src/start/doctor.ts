import type { GateKind } from '@landfall/domain/flow/gate-kind';
import { hashOfIssues } from '../features/cleansing/decide-issue.service.ts';
import { findUndecidedCritical } from '../features/cleansing/quality.repository.ts';
import type { DoctorDeps } from '../features/doctor/doctor.service.ts';
import { listOverdueDeletions } from '../features/deletion/deletion.repository.ts';
import { restoreDeletions } from '../features/deletion/restore-deletions.ts';
import { type GateMatter, type HealDeps, healFlow } from '../features/doctor/heal-flow.service.ts';
import { applyHeal } from '../features/flows/apply-heal.ts';
import { countPending } from '../features/inventory/conflicts.repository.ts';
import { previewMatter } from '../features/inventory/preview-matter.service.ts';
import { mappingCounts, mappingHash } from '../features/mappings/mapping-gate.service.ts';
import { listMappings } from '../features/mappings/mappings.repository.ts';
import { listUnnamedFiles, removeUnnamedFiles } from '../platform/clean-files.ts';
import type { Db } from '../platform/db.ts';
import { createLog, type Log } from '../platform/log.ts';
import type { FileStore } from '../platform/file-store.ts';
import type { FlowEngine } from '../platform/flow-engine.ts';
import type { HealFlow } from '../platform/flow-port.ts';
import type { TenantScope } from '../platform/tenant-scope.ts';

const silent = createLog({ level: 'fatal', write: () => {} });

interface DoctorParts {
  readonly engine: FlowEngine;
  readonly files: FileStore;
}

/** What the doctor needs of the features: the apply procedure, and what each gate would be about. */
export function healDepsOf({ engine, files }: DoctorParts): HealDeps {
  return {
    engine,
    files,
    apply: (scope, cure) => applyHeal(scope, engine, cure),
    gateMatter: (scope, { kind, importId, epoch }) => matters[kind](scope, importId, epoch),
  };
}

/** What the doctor needs beside the flows: deletions and files, which belong to no one engagement. */
export function doctorDepsOf(
  parts: DoctorParts & { readonly db: Db; readonly log?: Log | undefined },
): DoctorDeps {
  const { db, engine, files, log = silent } = parts;
  return {
    ...healDepsOf(parts),
    db,
    log,
    deletions: {
      async stranded() {
        const overdue = await listOverdueDeletions(db);
        if (overdue.length === 0) return 0;
        const deliveries = await engine.deletionDeliveriesOf(overdue);
        return overdue.filter(({ deletionId }) => deliveries.get(deletionId)?.open !== true).length;
      },
      restore: () => restoreDeletions({ db, engine, log }),
    },
    strayFiles: {
      count: async () => (await listUnnamedFiles(db, files)).length,
      remove: () => removeUnnamedFiles(db, files),
    },
  };
}

/** Heals a flow in the transaction of a resume, which has answers of its own for lost workers and jobs. */
export function healerOf(parts: DoctorParts): HealFlow {
  const deps = healDepsOf(parts);
  return (scope, request) => healFlow(deps, scope, { ...request, judgesLiveness: false });
}

type Matter = (scope: TenantScope, importId: string, epoch: number) => Promise<GateMatter>;

const matters: Readonly<Record<GateKind, Matter>> = {
  async validation_decision(scope, importId) {
    const undecided = await findUndecidedCritical(scope, importId);
    const subject = { critical: undecided.length, issue_ids: undecided.slice(0, 200).map(({ id }) => id) };
    return { subject, subjectHash: hashOfIssues(undecided) };
  },
  async mapping_approval(scope, importId) {
    const rows = await listMappings(scope, importId);
    return { subject: mappingCounts(rows), subjectHash: mappingHash(rows) };
  },
  asset_preview: previewMatter,
  async asset_conflict(scope, importId, epoch) {
    const pending = await countPending(scope, importId);
    return { subject: { pending, data_import_id: importId }, subjectHash: `conflicts:${epoch}` };
  },
};
