import { expect, test } from 'vitest';
import { deletionText, impactText } from './deletion-text.ts';

const counts = {
  raw_records: 12_000,
  field_mappings: 8,
  quality_issues: 3,
  row_results: 12_000,
  assets: 11_500,
  asset_values_rolled_back: 4,
  dependencies: 0,
  applications: 0,
  insights: 0,
  files: 1,
  file_bytes: 99,
  total_records: 35_512,
};

test('the impact names what goes and what stays, and what to think of', () => {
  const text = impactText({
    flow_id: '01990000-0000-7000-8000-000000000001',
    flow_name: 'CMDB servers.csv',
    status: 'completed',
    current_phase: 'asset_inventory',
    progress_percentage: 100,
    data_to_delete: counts,
    data_kept: { assets_shared: 2, learned_mappings: 5, audit_entries: 9 },
    requires_force: false,
    is_damaged: false,
    warnings: ['11500 assets leave the inventory.'],
    recommendations: ['Export the inventory first.'],
    data_recovery_possible: false,
    plan_hash: 'hash',
  });
  expect(text).toMatch(/assets +11,500\n/);
  expect(text).toMatch(/learned mappings +5\n/);
  expect(text).toContain('! 11500 assets leave the inventory.');
  expect(text).toContain('- Export the inventory first.');
});

test('a deletion that could not remove everything says so', () => {
  const progress = {
    flow_id: '01990000-0000-7000-8000-000000000001',
    status: 'failed',
    step: 12,
    steps: [],
    planned: counts,
    removed: counts,
    kept: { assets_shared: 0, learned_mappings: 0, audit_entries: 0 },
    requested_by: 'Ada',
    reason: null,
    batch_id: null,
    error: 'Left after 3 rounds',
    requested_at: '2026-01-01T00:00:00.000Z',
    finished_at: null,
    duration_ms: null,
  } as const;
  expect(deletionText({ ...progress, steps: [] })).toMatch(/^Not removed completely: Left after 3 rounds/);
});
