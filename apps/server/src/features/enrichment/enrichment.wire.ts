import type { z } from 'zod';
import type { connectionPreview, dependencySchema, findingSchema } from '@landfall/contract/dependencies';
import { isoTime } from '../../platform/wire.ts';
import type { EdgeDifference, ShownEffect } from './edge-effects.service.ts';
import type { ListedDependency } from './dependencies.repository.ts';
import type { StoredFinding } from './findings.repository.ts';

/** An edge as the API shows it. */
export function dependencyOnWire(edge: ListedDependency): z.infer<typeof dependencySchema> {
  return {
    id: edge.id,
    source: edge.source,
    target: edge.target,
    dependency_type: edge.type,
    port: edge.port,
    protocol: edge.protocol,
    status: edge.status,
    is_noise: edge.isNoise,
    confidence: edge.confidence,
    connection_count: edge.connectionCount,
    bytes: exactNumber(edge.bytes),
    first_seen: isoTime(edge.firstSeen),
    last_seen: isoTime(edge.lastSeen),
    evidence_count: edge.evidenceCount,
    version: edge.version,
  };
}

function exactNumber(text: string | null): number | string | null {
  return text === null || !Number.isSafeInteger(Number(text)) ? text : Number(text);
}

const wireNames: Readonly<Record<EdgeDifference['field'], string>> = {
  confidence: 'confidence',
  isNoise: 'is_noise',
  connectionCount: 'connection_count',
  bytes: 'bytes',
  firstSeen: 'first_seen',
  lastSeen: 'last_seen',
};

/** What a planned connection would do as the API shows it. */
export function plannedOnWire({
  planned,
  effect,
  differences,
  isNew,
}: ShownEffect): z.infer<typeof connectionPreview> {
  return {
    row_number: planned.leadRow,
    row_count: planned.rowCount,
    source: { ...planned.source, is_new: isNew.source },
    target: { ...planned.target, is_new: isNew.target },
    dependency_type: planned.type,
    port: planned.port,
    protocol: planned.protocol,
    effect,
    diff: differences.map(({ field, before, after }) => ({ field: wireNames[field], before, after })),
  };
}

/** A finding as the API shows it. */
export function findingOnWire(finding: StoredFinding): z.infer<typeof findingSchema> {
  const { id, assetId, assetName, assetType, check, status, severity, value, evidence } = finding;
  return {
    id,
    asset: { id: assetId, name: assetName, asset_type: assetType },
    check,
    status,
    severity,
    value,
    evidence,
    import_id: finding.importId,
    updated_at: isoTime(finding.updatedAt),
  };
}
