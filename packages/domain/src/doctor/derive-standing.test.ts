import { describe, expect, test } from 'vitest';
import {
  approvedGates,
  child,
  everythingThere,
  gate,
  journalTo,
  sound,
  whole,
  withWork,
} from '../../test/flow-evidence.ts';
import { diagnoseFlow } from './diagnose-flow.ts';
import { findFlowType } from '../flow/flow-type.ts';
import { deriveStanding } from './derive-standing.ts';
import type { FlowEvidence } from './flow-evidence.ts';

/** Where a flow is brought whose own words and records say nothing. */
function lost(rest: Partial<FlowEvidence>) {
  const words = { ...child, status: 'active', phase: 'nothing known' };
  return diagnoseFlow({ ...sound, child: words, journal: [], gates: [], runs: [], ...rest }).plan?.standing;
}

describe('the state by evidence, latest output first', () => {
  test.each([
    [
      'file stored, rows missing',
      { imports: withWork({ storedRows: 0, fileRows: null }) },
      'data_import',
      'running',
    ],
    ['no quality result', { imports: withWork({ qualityChecked: false }) }, 'data_validation', 'running'],
    [
      'critical issues undecided',
      { imports: withWork({ undecidedCritical: 2 }) },
      'data_validation',
      'waiting_for_approval',
    ],
    [
      'a human mapping decision',
      { imports: withWork({ humanDecisions: 1 }) },
      'field_mapping',
      'waiting_for_approval',
    ],
    [
      'mapping approved, rows not cleansed',
      { gates: approvedGates.slice(0, 1) },
      'data_cleansing',
      'running',
    ],
    [
      'cleansed and previewed, preview not approved',
      { gates: approvedGates.slice(0, 1), imports: withWork({ cleansedRows: whole, previewedRows: whole }) },
      'asset_inventory',
      'waiting_for_approval',
    ],
    [
      'preview approved, creation unfinished',
      { gates: approvedGates, imports: withWork({ cleansedRows: whole, previewedRows: whole }) },
      'asset_inventory',
      'running',
    ],
    [
      'conflicts pending',
      {
        gates: approvedGates,
        imports: withWork({
          cleansedRows: whole,
          previewedRows: whole,
          settledRows: whole,
          pendingConflicts: 2,
        }),
      },
      'asset_inventory',
      'waiting_for_approval',
    ],
    [
      'everything present',
      { gates: approvedGates, imports: everythingThere },
      'asset_inventory',
      'completed',
    ],
  ])('%s', (_, rest, phase, status) => {
    expect(lost(rest)).toMatchObject({ phase, status });
  });

  test('runs of finished phases are written as reconstructed, and an earlier approval of a restarted flow counts no more', () => {
    const finished = lost({ gates: approvedGates.slice(0, 1) })?.finished.map(({ phase }) => phase);
    expect(finished).toEqual(['data_import', 'data_validation', 'field_mapping']);
    const restarted = journalTo('running', 'field_mapping').map((each) =>
      each.seq === 3 ? { ...each, type: 'restarted', epoch: 2, at: '2026-02-01T00:00:00.000000Z' } : each,
    );
    const again = {
      ...sound,
      child: { ...child, status: 'active', epoch: 2 },
      journal: restarted,
      runs: [],
      gates: approvedGates,
    };
    expect(diagnoseFlow(again).plan?.standing).toMatchObject({
      status: 'waiting_for_approval',
      phase: 'field_mapping',
    });
  });
});

/** Where an enrichment stands that has planned all its rows. */
function standingOf(version: number, ...gates: FlowEvidence['gates']) {
  const definition = findFlowType('data_import', version);
  const [planned] = withWork({ cleansedRows: whole, previewedRows: whole });
  if (definition === undefined || planned === undefined) throw new Error('There is such a flow type');
  const mapping = gate('mapping_approval', 'field_mapping', 'approved');
  const evidence = { journal: [], gates: [mapping, ...gates] };
  return deriveStanding({ definition, evidence, work: planned.work, storedPhase: 'enrichment' });
}

describe('an enrichment that is planned and not written', () => {
  test.each([1, 2])(
    'runs again in version %i, and asks again when its plan has to be approved',
    (version) => {
      expect(standingOf(version)).toEqual({ status: 'running', phase: 'enrichment' });
      const open = gate('asset_preview', 'enrichment');
      expect(standingOf(version, open)).toEqual({ status: 'running', phase: 'enrichment' });
    },
  );

  test('goes on after its preview once that is approved, and an approval is never made up', () => {
    const approved = gate('asset_preview', 'enrichment', 'approved');
    expect(standingOf(2, approved)).toEqual({
      status: 'running',
      phase: 'enrichment',
      afterGate: 'asset_preview',
    });
  });
});
