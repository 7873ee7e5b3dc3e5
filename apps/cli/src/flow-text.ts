import type { ResumeAnswer } from '@landfall/contract/flow-resume';
import type { CommandAnswer, FlowDetails, FlowSummary } from '@landfall/contract/flows';

/** One line a flow, newest activity first. */
export function flowTable(flows: readonly FlowSummary[]): string {
  if (flows.length === 0) return 'No flows.\n';
  const rows = flows.map((flow) => [
    flow.flow_id,
    flow.status,
    flow.waiting_reason ?? flow.failure?.code ?? flow.current_phase,
    `${flow.progress_percentage} %`,
    `${flow.last_activity.slice(0, 16).replace('T', ' ')} UTC`,
    flow.flow_name,
  ]);
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

/** A flow as `landfall flow show` prints it: where it stands, what it waits for, and the ways on. */
export function flowText(flow: FlowDetails, page: (link: string) => string): string {
  const lines = [
    `${flow.flow_name}  (${flow.flow_id})`,
    `${flow.status} in ${flow.current_phase}, ${flow.progress_percentage} % done, version ${flow.version}`,
    ...(flow.failure ? [`Failed: ${flow.failure.detail} (${flow.failure.code})`] : []),
    ...gateLines(flow.gate),
    ...flow.phase_runs.map(
      ({ phase, attempt, status, rows_done }) =>
        `  ${phase} attempt ${attempt}: ${status}, ${rows_done} rows`,
    ),
    ...flow.next_steps.map(({ text }) => `- ${text}`),
    `Commands: ${flow.allowed_commands.join(', ') || 'none'}`,
    page(flow.link),
  ];
  return `${lines.join('\n')}\n`;
}

function gateLines(gate: FlowDetails['gate']): string[] {
  if (!gate) return [];
  const state = gate.satisfied ? 'can be approved' : 'cannot be approved yet';
  return [
    `Waits at ${gate.kind} (revision ${gate.revision}); it ${state}.`,
    ...gate.reasons.map(({ message }) => `  ${message}`),
  ];
}

/** What a command did, in a line; a no-op says so. */
export function commandText({ outcome, changed, flow, decided }: CommandAnswer): string {
  const before = decided ? ` (${decided.decision} by ${decided.by} at ${decided.at})` : '';
  const nothing = changed ? '' : ', nothing changed';
  const what = `${outcome.replaceAll('_', ' ')}${before}${nothing}`;
  return `${what}: ${flow.status} in ${flow.current_phase}, version ${flow.version}\n`;
}

/** What a resume led to. */
export function resumeText(answer: ResumeAnswer): string {
  const { outcome, status, current_phase, version, healed, regenerated, decided } = answer;
  const lines = [
    `${outcome.replaceAll('_', ' ')}: ${status} in ${current_phase}, version ${version}`,
    ...(healed.length > 0 ? [`Repaired first: ${healed.join(', ')}`] : []),
    ...(regenerated ? [`${regenerated.changed} of ${regenerated.undecided} suggestions are new`] : []),
    ...(decided ? [`Decided before: ${decided.decision} by ${decided.by} at ${decided.at}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}
