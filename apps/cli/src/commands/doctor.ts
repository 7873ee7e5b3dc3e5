import { type DoctorReport, doctorReport } from '@landfall/contract/doctor';
import { findingCodes } from '@landfall/domain/doctor/finding';
import { Command, InvalidArgumentError } from 'commander';
import { type ApiClient, openApi } from '../api-client.ts';
import { doctorText } from '../doctor-text.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { dataOption } from '../options.ts';
import { withServer } from '../server-access.ts';
import { remote } from '../tenant-session.ts';

interface DoctorOptions {
  readonly heal?: true;
  readonly json?: true;
  readonly flow?: string;
  readonly confirmImport?: string;
  readonly confirm?: string;
  readonly server?: string;
  readonly token?: string;
  readonly data?: string;
}

const help = `
Report mode changes nothing. --heal applies every cure that follows from the evidence, and nothing else; what is
left is asked of a person, and until then that flow is refused while everything else works.

Exit codes:
    0  everything is consistent, or was healed
    3  at least one flow needs a person (see --confirm-import and --confirm)
    8  something was found that --heal would cure, or a constraint does not hold`;

/** `landfall doctor`: what is inconsistent in any tenant, and its cures. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('Look for flows, files and records that contradict each other, and heal what is certain.')
    .option('--heal', 'apply the certain cures')
    .option('--flow <flow>', 'only this flow')
    .option('--confirm-import <import>', 'with --heal and --flow: this import is the one of the flow')
    .option(
      '--confirm <code>',
      'with --heal and --flow: apply the uncertain cure of D12, D17 or D18',
      confirmable,
    )
    .option('--json', 'print the report as one JSON object')
    .option('--server <url>', 'use this server (default: the database on this machine)')
    .option('--token <token>', 'access or API token for --server (default: $LANDFALL_TOKEN)')
    .addOption(dataOption())
    .addHelpText('after', help)
    .action(runDoctor);
}

function confirmable(value: string): string {
  const code = findingCodes.find((known) => known === value.toUpperCase());
  if (code === 'D12' || code === 'D17' || code === 'D18') return code;
  throw new InvalidArgumentError('Choose D12, D17 or D18.');
}

async function runDoctor(options: DoctorOptions): Promise<void> {
  const server = options.server === undefined ? undefined : remote(options.server, options);
  const report = await withServer({ server, dataDirectory: options.data }, (access) =>
    ask(openApi(access), options),
  );
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : doctorText(report));
  process.exitCode = exitCodeOf(report);
}

function ask(api: ApiClient, options: DoctorOptions): Promise<DoctorReport> {
  const { flow } = options;
  if (options.heal !== true) {
    const query = flow === undefined ? '' : `?flow_id=${encodeURIComponent(flow)}`;
    return api.get(`/admin/doctor${query}`, doctorReport);
  }
  const confirmed = confirmationOf(options);
  const body = { flow_id: flow, confirm: flow !== undefined && confirmed ? { [flow]: confirmed } : {} };
  return api.send('POST', '/admin/doctor', { body, answer: doctorReport });
}

function confirmationOf({ confirmImport, confirm }: DoctorOptions) {
  if (confirmImport !== undefined) return { code: 'D06', data_import_id: confirmImport };
  return confirm === undefined ? undefined : { code: confirm };
}

function exitCodeOf({ flows, findings, constraints }: DoctorReport): ExitCode {
  if (flows.refused > 0) return exitCodes.waitsForPerson;
  const open = findings.some(({ outcome }) => outcome === 'found') || constraints.broken.length > 0;
  return open ? exitCodes.inconsistent : exitCodes.completed;
}
