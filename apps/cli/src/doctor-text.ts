import type { DoctorReport } from '@landfall/contract/doctor';

/** A doctor's report as a terminal shows it: the sum first, then each finding with its cure. */
export function doctorText(report: DoctorReport): string {
  const { flows, findings, constraints } = report;
  const lines = [
    `${count(flows.examined, 'flow')} in ${count(report.engagements, 'engagement')}: ` +
      `${flows.consistent} consistent, ${flows.curable} ${report.mode === 'heal' ? 'healed' : 'curable'}, ${flows.refused} refused.`,
    ...findings.flatMap(findingLines),
    ...(findings.length < report.findings_total
      ? [`... and ${report.findings_total - findings.length} more; --json lists 1000.`]
      : []),
    ...constraints.broken.map(
      ({ table, constraint, detail }) => `constraint ${table}.${constraint}: ${detail}`,
    ),
    `${count(constraints.checked, 'constraint')} held against the stored rows, ${constraints.broken.length} broken.`,
  ];
  return `${lines.join('\n')}\n`;
}

function findingLines({
  code,
  outcome,
  flow_id,
  detail,
  cure,
  candidates,
}: DoctorReport['findings'][number]): string[] {
  const place = flow_id === null ? '' : ` flow ${flow_id}`;
  return [
    `${code} ${outcome}${place}: ${detail}`,
    `     ${cure}`,
    ...candidates.map(
      ({ data_import_id, import_name, created_at, rows }) =>
        `     candidate ${data_import_id} "${import_name}", ${created_at.slice(0, 16)}, ${rows ?? 'unknown'} rows`,
    ),
  ];
}

function count(number: number, thing: string): string {
  return `${number} ${number === 1 ? thing : `${thing}s`}`;
}
