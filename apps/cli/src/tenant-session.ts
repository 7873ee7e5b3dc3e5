import type { Command } from 'commander';
import { type ApiClient, openApi, type ServerAccess } from './api-client.ts';
import { environment } from './environment.ts';
import { CommandEnd, exitCodes } from './exit-codes.ts';
import { findContext } from './find-context.ts';
import { dataOption } from './options.ts';
import { withServer } from './server-access.ts';

/** Options of every command that works in one engagement. */
export interface TenantOptions {
  readonly client: string;
  readonly engagement: string;
  readonly server?: string;
  readonly token?: string;
  readonly data?: string;
}

/** Adds `--client`, `--engagement`, `--server`, `--token` and `--data`. */
export function addTenantOptions(command: Command): Command {
  return command
    .requiredOption('--client <client>', 'client account: its slug, name or id')
    .requiredOption('--engagement <engagement>', 'engagement of that client: its slug, name or id')
    .option('--server <url>', 'use this server (default: the database on this machine)')
    .option('--token <token>', 'access or API token for --server (default: $LANDFALL_TOKEN)')
    .addOption(dataOption());
}

/** Runs the work against the server the options name, in the client account and engagement they name. */
export function inTenant<Result>(
  options: TenantOptions,
  work: (api: ApiClient) => Promise<Result>,
): Promise<Result> {
  const server = options.server === undefined ? undefined : remote(options.server, options);
  return withServer({ server, dataDirectory: options.data }, async (access) => {
    const everywhere = openApi(access);
    return work(everywhere.within(await findContext(everywhere, options.client, options.engagement)));
  });
}

/** A server elsewhere with the token to use there; throws when either is missing or wrong. */
export function remote(server: string, { token }: Pick<TenantOptions, 'token'>): ServerAccess {
  const given = token ?? environment.token;
  if (!URL.canParse(server))
    throw new CommandEnd(
      exitCodes.usage,
      `--server needs an address, as http://host:port; ${server} is none.`,
    );
  if (given !== undefined) return { server, token: () => Promise.resolve(given) };
  throw new CommandEnd(
    exitCodes.usage,
    'A token is needed for --server: give --token or set LANDFALL_TOKEN.',
  );
}
