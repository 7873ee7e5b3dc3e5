import type { largeChange } from '@landfall/contract/change-guard';
import type { conflictSchema, previewAnswer } from '@landfall/contract/inventory';
import type { z } from 'zod';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { encodeCursor } from '../../platform/wire.ts';
import { type CurrentAsset, type FieldValue, readAssets } from './current-assets.repository.ts';
import type { FlowImport } from './flow-import.repository.ts';
import type { GuardedChange } from './large-change.service.ts';
import { isHeld, type PreviewAction, type PreviewPage } from './preview-page.service.ts';
import { sumCounts } from './preview.service.ts';
import type { StoredConflict } from './resolve-conflict.repository.ts';

interface PreviewContext {
  readonly flow: FlowImport;
  /** What the page was filtered by. */
  readonly action: PreviewAction | undefined;
  readonly change: GuardedChange | undefined;
  /** Assets that are made of ends of connections. */
  readonly ends: number;
}

/** A page of the preview as the API answers it. */
export function previewOnWire(
  page: PreviewPage,
  { flow, action, change, ends }: PreviewContext,
): z.infer<typeof previewAnswer> {
  const counts = countsOf(sumCounts(page.blocks.map(({ actions }) => actions)));
  // Rows that keep the outcome they have are not asked about.
  const asked = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const sourceRows = page.blocks.reduce((sum, { rowCount }) => sum + rowCount, 0);
  const isOpen = flow.gateKind === 'asset_preview';
  return {
    items: [...page.rows],
    total: action === undefined ? asked : counts[action],
    next_cursor: page.nextRow === undefined ? null : encodeCursor({ row: page.nextRow }),
    counts: { source_rows: sourceRows, ...counts, create_ends: ends },
    revision: isOpen ? (flow.gateRevision ?? 1) : 1,
    gate_id: isOpen ? flow.gateId : null,
    large_change: change === undefined || !isOpen ? null : changeOnWire(change),
  };
}

function changeOnWire({ existing, ...numbers }: GuardedChange): z.infer<typeof largeChange> {
  return { existing_assets: existing, ...numbers };
}

function countsOf(counted: Readonly<Record<string, number>>): Record<PreviewAction, number> {
  const { create = 0, update = 0, merge = 0, unchanged = 0, conflict = 0, reject = 0, edge = 0 } = counted;
  return { create, update, merge, unchanged, conflict, reject, connect: edge };
}

export type ConflictOnWire = z.infer<typeof conflictSchema>;

/** A conflict with its candidates as they are now and the fields in which they differ from the row. */
export async function conflictOnWire(scope: TenantScope, found: StoredConflict): Promise<ConflictOnWire> {
  const assets = [...(await readAssets(scope, found.candidates)).values()];
  const incoming = Object.fromEntries(
    Object.entries(found.incoming).map(([field, value]) => [field, asFieldValue(value)]),
  );
  return {
    id: found.id,
    row_number: found.rowNumber,
    conflict_type: found.type,
    status: found.status,
    match_keys: found.matchKeys,
    incoming,
    candidates: assets.map((asset) => ({
      asset_id: asset.id,
      name: asset.name,
      fields: filledFields(asset),
      version: asset.version,
    })),
    differing_fields: Object.keys(incoming).filter((field) =>
      assets.some((asset) => !isHeld(asset.fields[field] ?? null, incoming[field])),
    ),
    resolution: found.resolution,
    resolved_by_name: found.resolvedByName,
    version: found.version,
  };
}

function filledFields({ fields }: CurrentAsset): Record<string, FieldValue> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

function asFieldValue(value: unknown): FieldValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return Array.isArray(value) ? value.map(String) : null;
}
