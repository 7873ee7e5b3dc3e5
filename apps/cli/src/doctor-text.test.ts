import type { DoctorReport } from '@landfall/contract/doctor';
import { expect, test } from 'vitest';
import { doctorText } from './doctor-text.ts';

const at = '2026-01-02T03:04:05.000Z';
const finding = {
  code: 'D06',
  title: 'Flow and import do not name each other',
  client_account_id: 'c',
  engagement_id: 'e',
  flow_id: 'f',
  detail: 'The flow names no import.',
  cure: 'A person confirms which of the candidates is the import of this flow.',
  certain: false,
  outcome: 'refused',
  candidates: [{ data_import_id: 'i', import_name: 'servers', created_at: at, rows: 13 }],
} as const;

const report: DoctorReport = {
  mode: 'report',
  started_at: at,
  finished_at: at,
  engagements: 1,
  flows: { examined: 2, consistent: 1, curable: 0, refused: 1 },
  findings: [{ ...finding, candidates: [...finding.candidates] }],
  findings_total: 1,
  constraints: { checked: 90, broken: [{ table: 't', constraint: 'k', detail: '1 row points at nothing' }] },
};

test('a report names each flow, what is wrong, its cure and the candidates', () => {
  expect(doctorText(report)).toBe(
    [
      '2 flows in 1 engagement: 1 consistent, 0 curable, 1 refused.',
      'D06 refused flow f: The flow names no import.',
      '     A person confirms which of the candidates is the import of this flow.',
      '     candidate i "servers", 2026-01-02T03:04, 13 rows',
      'constraint t.k: 1 row points at nothing',
      '90 constraints held against the stored rows, 1 broken.',
      '',
    ].join('\n'),
  );
});

test('a consistent installation is two lines', () => {
  const flows = { examined: 1, consistent: 1, curable: 0, refused: 0 };
  const sound: DoctorReport = {
    ...report,
    flows,
    findings: [],
    findings_total: 0,
    constraints: { checked: 1, broken: [] },
  };
  expect(doctorText(sound)).toBe(
    '1 flow in 1 engagement: 1 consistent, 0 curable, 0 refused.\n1 constraint held against the stored rows, 0 broken.\n',
  );
});
