import { describe, expect, test } from 'vitest';
import type { FlowSummaryRow } from './flow-summary.repository.ts';
import { presentSummary } from './present-flow.ts';

const flowId = '00000000-0000-7000-8000-000000000001';
const importId = '00000000-0000-7000-8000-000000000002';
const at = new Date('2026-11-21T12:00:00Z');

function rowOf(standing: Partial<FlowSummaryRow>): FlowSummaryRow {
  return {
    flowId,
    importId,
    flowName: 'servers',
    flowType: 'discovery',
    flowTypeVersion: 1,
    importCategory: 'cmdb_export',
    status: 'running',
    masterStatus: 'running',
    phase: 'data_cleansing',
    epoch: 1,
    waitingReason: null,
    failureCode: null,
    failureDetail: null,
    failureRetryable: null,
    createdBy: flowId,
    owner: 'Ann',
    createdAt: at,
    startedAt: at,
    lastActivityAt: at,
    deletedAt: null,
    version: 3,
    rowsDone: null,
    rowsTotal: null,
    runLive: null,
    runStatus: null,
    runAt: null,
    heartbeatAt: null,
    undecided: null,
    now: at,
    ...standing,
  };
}

const linkOf = (standing: Partial<FlowSummaryRow>) => presentSummary(rowOf(standing)).link;
const waiting = (waitingReason: string, phase: string): Partial<FlowSummaryRow> => ({
  status: 'waiting_for_approval',
  masterStatus: 'waiting_for_approval',
  waitingReason,
  phase,
});

describe('the link of a flow', () => {
  test('leads to the page of its phase while it works', () => {
    expect(linkOf({})).toBe(`/discovery/data-cleansing/${flowId}`);
    expect(linkOf({ phase: 'data_import' })).toBe(`/discovery/data-import/${importId}`);
  });

  test('leads to the page where its question is asked, also when a later phase came upon it', () => {
    expect(linkOf(waiting('validation_decision', 'data_validation'))).toBe(
      `/discovery/data-validation/${flowId}`,
    );
    expect(linkOf(waiting('validation_decision', 'data_cleansing'))).toBe(
      `/discovery/data-validation/${flowId}`,
    );
    expect(linkOf(waiting('mapping_approval', 'field_mapping'))).toBe(
      `/discovery/attribute-mapping/${flowId}`,
    );
    expect(linkOf(waiting('asset_conflict', 'asset_inventory'))).toBe(`/discovery/inventory/${flowId}`);
    const enriching = { flowType: 'data_import', importCategory: 'infrastructure' };
    expect(linkOf({ ...waiting('validation_decision', 'enrichment'), ...enriching })).toBe(
      `/discovery/data-validation/${flowId}`,
    );
  });
});
