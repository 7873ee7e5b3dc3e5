import { readFileSync } from 'node:fs';
import { type AuditHead, auditHead, type AuditVerdictAnswer, auditVerdict } from '@landfall/contract/audit';
import { contextClientsAnswer } from '@landfall/contract/auth';
import { Command } from 'commander';
import { type ApiClient, openApi } from '../api-client.ts';
import { CommandEnd, exitCodes } from '../exit-codes.ts';
import { pick } from '../find-context.ts';
import { dataOption } from '../options.ts';
import { withServer } from '../server-access.ts';
import { remote } from '../tenant-session.ts';

interface VerifyOptions {
  readonly client?: string;
  readonly heads?: string;
  readonly json?: true;
  readonly server?: string;
  readonly token?: string;
  readonly data?: string;
}

/** What was found out about one chain; the platform's own has no client. */
interface ChainReport extends AuditVerdictAnswer {
  readonly client: string | null;
}

const help = `
Each row of a chain holds a hash of itself and of the row before. A chain that was written anew as a whole shows only
against a copy of its head: the worker writes one a day to audit-heads/ in the data directory; keep them elsewhere.

Exit codes:
    0  every chain is intact
    8  a chain is broken; its first broken row is named`;

/** `landfall audit`: questions about the audit trail. */
export function auditCommand(): Command {
  const audit = new Command('audit').description('Check the audit trail.');
  audit.addCommand(
    new Command('verify')
      .description('Recompute the audit chains and name the first row that was changed.')
      .option(
        '--client <client>',
        'only this client account: its slug, name or id (default: all, and the platform)',
      )
      .option('--heads <file>', 'compare with a copy of the heads as well')
      .option('--json', 'print the verdicts as one JSON object')
      .option('--server <url>', 'use this server (default: the database on this machine)')
      .option('--token <token>', 'access or API token for --server (default: $LANDFALL_TOKEN)')
      .addOption(dataOption())
      .addHelpText('after', help)
      .action(verify),
  );
  return audit;
}

async function verify(options: VerifyOptions): Promise<void> {
  const server = options.server === undefined ? undefined : remote(options.server, options);
  const copies = options.heads === undefined ? [] : readHeads(options.heads);
  const chains = await withServer({ server, dataDirectory: options.data }, (access) =>
    verifyAll(openApi(access), options, copies),
  );
  const intact = chains.every((chain) => chain.intact);
  const text = chains.map(chainLine).join('');
  process.stdout.write(options.json ? `${JSON.stringify({ intact, chains })}\n` : text);
  if (!intact) process.exitCode = exitCodes.inconsistent;
}

async function verifyAll(
  api: ApiClient,
  { client }: VerifyOptions,
  copies: readonly AuditHead[],
): Promise<ChainReport[]> {
  const { items } = await api.get('/context/clients', contextClientsAnswer);
  const wanted = client === undefined ? items : [pick('client', items, client)];
  const chains: ChainReport[] = [];
  if (client === undefined) {
    const verdict = await api.get(`/admin/audit-log/verify${copyOf(copies, null)}`, auditVerdict);
    chains.push({ client: null, ...verdict });
  }
  for (const { id, name } of wanted) {
    const own = api.within({ clientAccountId: id });
    const verdict = await own.get(`/audit-log/verify${copyOf(copies, id)}`, auditVerdict);
    chains.push({ client: name, ...verdict });
  }
  return chains;
}

function copyOf(copies: readonly AuditHead[], clientId: string | null): string {
  const head = copies.find(({ client_account_id: id }) => id === clientId);
  return head === undefined ? '' : `?known_seq=${head.seq}&known_hash=${head.hash}`;
}

function readHeads(path: string): AuditHead[] {
  try {
    const lines = readFileSync(path, 'utf8').split('\n');
    return lines.filter(Boolean).map((line) => auditHead.parse(JSON.parse(line)));
  } catch (error) {
    throw new CommandEnd(exitCodes.usage, `${path} is no copy of chain heads.`, { cause: error });
  }
}

const reasons = {
  row_missing: 'is missing',
  row_changed: 'was changed',
  row_unlinked: 'does not follow the row before it',
  head_changed: 'is not what the head of the chain says',
} as const;

function chainLine({ client, checked, first_broken: broken, matches_copy: matches }: ChainReport): string {
  const name = client ?? 'platform';
  if (broken !== null) return `${name}: row ${broken.seq} ${reasons[broken.reason]}.\n`;
  if (matches === false) return `${name}: the chain was written anew; it does not hold the copied head.\n`;
  return `${name}: intact, ${checked} rows${matches === true ? ', and the copied head is in it' : ''}.\n`;
}
