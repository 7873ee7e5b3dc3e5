import { expect, test } from 'vitest';
import {
  addCounts,
  type DeletionPlan,
  deletionWarnings,
  noCounts,
  planText,
  totalRecords,
} from './deletion-plan.ts';
import { deletionStepAt, deletionSteps } from './deletion-step.ts';

const plan: DeletionPlan = {
  counts: { ...noCounts, rawRecords: 2, assets: 1, assetValuesRolledBack: 3, fileBytes: 99, files: 1 },
  kept: { assetsShared: 1, learnedMappings: 4, auditEntries: 7 },
  requiresForce: false,
  damaged: false,
  othersInProgress: false,
};

test('the total counts records, not bytes and not values that go back', () => {
  expect(totalRecords(plan.counts)).toBe(4);
  expect(addCounts(plan.counts, { assets: 2 }).assets).toBe(3);
});

test('two plans have one text exactly when they do the same; being looked at changes nothing', () => {
  expect(planText('f', { ...plan, kept: { ...plan.kept, auditEntries: 8 } })).toBe(planText('f', plan));
  expect(planText('f', { ...plan, counts: { ...plan.counts, assets: 2 } })).not.toBe(planText('f', plan));
  expect(planText('g', plan)).not.toBe(planText('f', plan));
  expect(planText('f', { ...plan, requiresForce: true })).not.toBe(planText('f', plan));
});

test('warnings name what cannot be undone', () => {
  expect(deletionWarnings(plan)).toEqual([
    '1 asset leaves the inventory.',
    '3 values on 1 other asset go back to what other sources say.',
    'The uploaded file is removed and cannot be recovered from here.',
  ]);
  expect(deletionWarnings({ ...plan, counts: noCounts, requiresForce: true })).toHaveLength(1);
  expect(deletionWarnings({ ...plan, counts: { ...noCounts, assets: 1722 } })).toEqual([
    '1,722 assets leave the inventory.',
  ]);
});

test('there are twelve steps and the last one verifies', () => {
  expect(deletionSteps).toHaveLength(12);
  expect(deletionStepAt(12)).toBe('verify');
  expect(deletionStepAt(13)).toBeUndefined();
});
