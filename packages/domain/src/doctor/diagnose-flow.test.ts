import { describe, expect, test } from 'vitest';
import {
  approvedGates,
  child,
  chose,
  everySucceeded,
  everythingThere,
  gate,
  itsImport,
  master,
  run,
  sound,
  standing,
  whole,
  withWork,
} from '../../test/flow-evidence.ts';
import { diagnoseFlow } from './diagnose-flow.ts';
import type { FlowEvidence } from './flow-evidence.ts';
import type { Choices } from './heal-plan.ts';

const codesOf = (evidence: FlowEvidence, choices?: Choices) =>
  diagnoseFlow(evidence, choices).findings.map(({ code }) => code);

test('a sound flow has no finding and no plan', () => {
  expect(diagnoseFlow(sound)).toEqual({ findings: [], plan: undefined });
});

test('so has a completed one, and a running one whose worker lives', () => {
  const completed = standing('completed', 'asset_inventory', {
    runs: everySucceeded,
    imports: everythingThere,
    gates: approvedGates,
  });
  const live = [run('data_import', 'executing', { leaseHolds: true })];
  expect(codesOf(completed)).toEqual([]);
  expect(codesOf(standing('running', 'data_import', { runs: live }))).toEqual([]);
});

describe('a data import that waits before it writes', () => {
  const phases = ['upload', 'validation', 'field_mapping'];
  const category = 'infrastructure';
  const flowType = { flowType: 'data_import', category } as const;
  const open = gate('asset_preview', 'enrichment');
  const waiting = standing('waiting_for_approval', 'enrichment', {
    master: { ...master, ...flowType, flowTypeVersion: 2 },
    child: { ...child, ...flowType, phase: 'enrichment', waitingReason: 'asset_preview' },
    runs: [...phases.map((phase) => run(phase, 'succeeded')), run('enrichment', 'needs_decision')],
    gates: [gate('mapping_approval', 'field_mapping', 'approved'), open],
    imports: withWork({ cleansedRows: whole, previewedRows: whole }).map((one) => ({ ...one, category })),
  });

  test('has nothing wrong with it', () => {
    expect(codesOf(waiting)).toEqual([]);
  });

  test('D07 whose gate is lost runs again and asks again; nothing is approved', () => {
    const { findings, plan } = diagnoseFlow({ ...waiting, gates: waiting.gates.slice(0, 1) });
    expect(findings.map(({ code }) => code)).toContain('D07');
    expect(plan?.standing).toMatchObject({ status: 'running', phase: 'enrichment', openedGate: undefined });
    expect(plan?.standing.queuedRun).toMatchObject({ afterGate: undefined });
  });

  test('D08 of a version that does not ask there has a gate too many', () => {
    const first = { ...waiting, master: { ...master, ...flowType, flowTypeVersion: 1 } };
    expect(codesOf(first)).toContain('D08');
  });
});

describe('each finding with its cure', () => {
  test('D01 F01 the master is worked out from the child, the child is kept', () => {
    const { findings, plan } = diagnoseFlow({ ...sound, master: { ...master, status: 'paused' } });
    expect(findings).toMatchObject([{ code: 'D01', certain: true }]);
    expect(plan?.standing).toMatchObject({
      status: 'waiting_for_approval',
      phase: 'field_mapping',
      epoch: 1,
    });
    expect(plan?.standing.queuedRun).toBeUndefined();
  });

  test('D01 versions that differ are taken from the journal', () => {
    expect(codesOf({ ...sound, child: { ...child, version: 7 } })).toEqual(['D01']);
  });

  test('D02 S06 a status nobody knows is the one the journal tells', () => {
    const { findings, plan } = diagnoseFlow({ ...sound, child: { ...child, status: 'active' } });
    expect(findings.map(({ code }) => code)).toEqual(['D02']);
    expect(plan?.standing.status).toBe('waiting_for_approval');
  });

  test('D02 without a journal it is the one the outputs lead to', () => {
    const drifted = { ...sound, child: { ...child, status: 'active' }, journal: [], gates: [], runs: [] };
    expect(diagnoseFlow(drifted).plan?.standing).toMatchObject({
      status: 'waiting_for_approval',
      phase: 'field_mapping',
      openedGate: 'mapping_approval',
    });
  });

  test('D03 F08 an alias becomes the canonical phase', () => {
    const { findings, plan } = diagnoseFlow({ ...sound, child: { ...child, phase: 'attribute_mapping' } });
    expect(findings.map(({ code }) => code)).toEqual(['D03']);
    expect(plan?.standing.phase).toBe('field_mapping');
  });

  test('D04 F02 a master whose import names the flow gets its flow again; without one it does not', () => {
    const proven = { ...sound, child: undefined };
    expect(diagnoseFlow(proven).plan).toMatchObject({ build: 'child', linkTo: 'import' });
    const unproven = diagnoseFlow({ ...sound, child: undefined, imports: [] });
    expect(unproven.findings.find(({ code }) => code === 'D04')).toMatchObject({
      certain: false,
      blocks: true,
    });
    expect(unproven.plan).toBeUndefined();
  });

  test('D04 a deleted flow is never brought back to life', () => {
    const deleted = { ...sound, child: undefined, master: { ...master, status: 'deleted' } };
    expect(diagnoseFlow(deleted).plan).toBeUndefined();
  });

  test('D05 F02 a flow without its master gets one', () => {
    expect(diagnoseFlow({ ...sound, master: undefined }).plan).toMatchObject({
      build: 'master',
      codes: ['D05'],
    });
  });

  test('D06 S07 F03 rows that carry both ids prove the import', () => {
    const imports = [{ ...itsImport, flowId: 'nobody', proofs: ['mappings'] as const }];
    const { plan } = diagnoseFlow({ ...sound, child: { ...child, importId: null }, imports });
    expect(plan).toMatchObject({ linkTo: 'import', codes: ['D06'] });
  });

  test('D06 the child’s own word proves nothing, a candidate is asked for, and a confirmed one is linked', () => {
    const imports = [{ ...itsImport, flowId: 'nobody', proofs: ['child_names_import'] as const, fits: true }];
    const { findings, plan } = diagnoseFlow({ ...sound, imports });
    expect(findings).toMatchObject([{ code: 'D06', certain: false, candidates: [{ importId: 'import' }] }]);
    expect(plan).toBeUndefined();
    const confirmed = { ...chose(), confirmedImportId: 'import' };
    expect(diagnoseFlow({ ...sound, imports }, confirmed).plan?.linkTo).toBe('import');
    const other = { ...chose(), confirmedImportId: 'another' };
    expect(diagnoseFlow({ ...sound, imports }, other).plan).toBeUndefined();
  });

  test('D06 two proven imports are a person’s choice, and another flow’s import is none', () => {
    const unowned = { ...itsImport, flowId: 'nobody', proofs: ['mappings'] as const };
    const two = diagnoseFlow({ ...sound, imports: [unowned, { ...unowned, id: 'second' }] });
    expect(two.findings).toMatchObject([{ code: 'D06', certain: false, candidates: [{}, {}] }]);
    const taken = diagnoseFlow({ ...sound, imports: [{ ...unowned, isTakenByOther: true, fits: true }] });
    expect(taken.findings).toMatchObject([{ code: 'D06', certain: false, candidates: [] }]);
  });

  test('D07 the gate the outputs name is opened, and nothing is approved', () => {
    const { findings, plan } = diagnoseFlow({ ...sound, gates: [] });
    expect(findings.map(({ code }) => code)).toContain('D07');
    expect(plan?.standing).toMatchObject({ status: 'waiting_for_approval', openedGate: 'mapping_approval' });
  });

  test('D08 a gate in a status that has none is closed', () => {
    const cancelled = standing('cancelled', 'field_mapping', { gates: sound.gates });
    const { findings, plan } = diagnoseFlow(cancelled);
    expect(findings.map(({ code }) => code)).toEqual(['D08']);
    expect(plan?.standing.closedGates).toHaveLength(1);
  });

  test('D09 F16 running without a run waits where people have to decide, and runs where they have', () => {
    const { plan } = diagnoseFlow(standing('running', 'field_mapping', { runs: sound.runs.slice(0, 2) }));
    expect(plan?.standing).toMatchObject({ status: 'waiting_for_approval', openedGate: 'mapping_approval' });
    const approved = standing('running', 'data_cleansing', {
      gates: approvedGates.slice(0, 1),
      runs: everySucceeded.slice(0, 3),
    });
    expect(diagnoseFlow(approved).plan?.standing).toMatchObject({
      status: 'running',
      queuedRun: { attempt: 1 },
    });
  });

  test('D09 a queued run nobody will deliver is queued again from where it was', () => {
    const queued = standing('running', 'data_import', { runs: [run('data_import', 'queued')] });
    expect(diagnoseFlow(queued).plan?.standing.queuedRun).toMatchObject({
      attempt: 2,
      continues: 'run of data_import',
    });
    expect(codesOf({ ...queued, runs: [run('data_import', 'queued', { hasJob: true })] })).toEqual([]);
  });

  test('D10 an expired lease is requeued, but left to a resume that has an answer of its own', () => {
    const lost = standing('running', 'data_import', { runs: [run('data_import', 'executing')] });
    expect(codesOf(lost)).toEqual(['D10']);
    expect(codesOf(lost, { ...chose(), judgesLiveness: false })).toEqual([]);
  });

  test('D11 everything done and no run left: the flow is completed', () => {
    const done = standing('running', 'asset_inventory', {
      runs: everySucceeded,
      imports: everythingThere,
      gates: approvedGates,
    });
    const { findings, plan } = diagnoseFlow(done);
    expect(findings.map(({ code }) => code)).toEqual(['D11']);
    expect(plan?.standing.status).toBe('completed');
  });

  test('D12 a completed flow whose outputs are gone is refused until a person reopens it', () => {
    const hollow = standing('completed', 'asset_inventory', { runs: everySucceeded, gates: approvedGates });
    const { findings, plan } = diagnoseFlow(hollow);
    expect(findings).toMatchObject([{ code: 'D12', certain: false, blocks: true }]);
    expect(plan).toBeUndefined();
    const reopened = diagnoseFlow(hollow, chose('D12')).plan?.standing;
    expect(reopened).toMatchObject({ status: 'failed', failure: { code: 'exit_condition_lost' } });
  });

  test('D13 lost rows are read again from the file; without the file the flow’s commands say so themselves', () => {
    const short = { ...sound, imports: withWork({ storedRows: 5 }) };
    const { plan } = diagnoseFlow(short);
    expect(plan).toMatchObject({ codes: expect.arrayContaining(['D13']) });
    expect(plan?.standing).toMatchObject({ status: 'running', phase: 'data_import', epoch: 2 });
    const gone = diagnoseFlow({ ...sound, imports: withWork({ storedRows: 5, filePresent: false }) });
    expect(gone.findings).toMatchObject([{ code: 'D13', certain: false, blocks: false }]);
    expect(gone.plan).toBeUndefined();
  });

  test('D15 outcomes that do not add up are worked out again', () => {
    const waiting = standing('waiting_for_approval', 'asset_inventory', {
      child: { ...child, phase: 'asset_inventory', waitingReason: 'asset_conflict' },
      gates: [...approvedGates, gate('asset_conflict', 'asset_inventory')],
      runs: [...everySucceeded.slice(0, 4), run('asset_inventory', 'needs_decision')],
      imports: withWork({
        cleansedRows: whole,
        previewedRows: whole,
        settledRows: whole,
        pendingConflicts: 1,
        outcomesReconcile: false,
      }),
    });
    const { findings, plan } = diagnoseFlow(waiting);
    expect(findings.map(({ code }) => code)).toContain('D15');
    expect(plan?.standing).toMatchObject({ status: 'running', phase: 'asset_inventory', epoch: 2 });
  });

  test('D16 rows under another tenant freeze the flow: even what is certain is left as it is', () => {
    const { findings, plan } = diagnoseFlow({
      ...sound,
      isElsewhere: true,
      master: { ...master, status: 'paused' },
    });
    expect(findings).toMatchObject([{ code: 'D01' }, { code: 'D16', blocks: true }]);
    expect(plan).toBeUndefined();
  });

  test('D17 of two unfinished flows in a slot a person chooses one; the other is cancelled', () => {
    const rivals = { ...sound, slotRivals: ['other'] };
    expect(diagnoseFlow(rivals)).toMatchObject({
      findings: [{ code: 'D17', certain: false }],
      plan: undefined,
    });
    const lost = diagnoseFlow(rivals, { ...chose('D17'), losesSlot: true });
    expect(lost.plan?.standing.status).toBe('cancelled');
  });

  test('D18 a journal with a gap, or another state, is a doubt; chosen, the evidence decides and the journal begins anew', () => {
    const gap = { ...sound, journal: sound.journal.filter(({ seq }) => seq !== 2) };
    expect(diagnoseFlow(gap)).toMatchObject({ findings: [{ code: 'D18', blocks: true }], plan: undefined });
    const drifted = { ...standing('paused', 'field_mapping'), journal: sound.journal };
    expect(codesOf(drifted)).toContain('D18');
    expect(diagnoseFlow(drifted, chose('D18')).plan).toMatchObject({
      rebuildsJournal: true,
      standing: { status: 'waiting_for_approval' },
    });
  });

  test('D18 a flow without any journal is no doubt: nothing contradicts its state', () => {
    const { findings, plan } = diagnoseFlow({ ...sound, journal: [] });
    expect(findings).toMatchObject([{ code: 'D18', certain: true, blocks: false }]);
    expect(plan?.beginsJournal).toBe(true);
  });

  test('D19 times that run backwards are put right', () => {
    expect(codesOf({ ...sound, child: { ...child, stampsInOrder: false } })).toEqual(['D19']);
  });
});
