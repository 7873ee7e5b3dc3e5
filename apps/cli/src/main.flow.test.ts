import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { aDataDirectory, finish, landfall, ready } from '../test/processes.ts';
import { exitCodes } from './exit-codes.ts';

function postmasterPid(directory: string): number | undefined {
  const file = join(directory, 'pg/postmaster.pid');
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : undefined;
}

function lives(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

async function signIn(url: string, password: string): Promise<number> {
  const body = JSON.stringify({ email: 'admin@landfall.local', password });
  const headers = { 'content-type': 'application/json' };
  return (await fetch(`${url}/api/v1/auth/login`, { method: 'POST', headers, body })).status;
}

describe('landfall start', { timeout: 600_000 }, () => {
  test('prints where it is and how to sign in once, and Ctrl-C leaves nothing running', async () => {
    const directory = aDataDirectory();
    const first = landfall('start', '--port', '0', '--data', directory);
    const { url, password } = await ready(first);
    const server = postmasterPid(directory) ?? 0;

    expect(lives(server)).toBe(true);
    expect(password).toMatch(/^\S{12,}$/);
    expect(await signIn(url, password ?? '')).toBe(200);
    expect(await signIn(url, 'admin')).toBe(401);
    expect((await fetch(`${url}/api/v1/flows`)).status).toBe(401);

    first.process.kill('SIGINT');
    expect((await finish(first)).code).toBe(0);
    expect(lives(server)).toBe(false);
  });

  test('starts again after kill -9 of both it and PostgreSQL', async () => {
    const directory = aDataDirectory();
    const first = landfall('start', '--port', '0', '--data', directory);
    const { password } = await ready(first);
    process.kill(postmasterPid(directory) ?? 0, 'SIGKILL');
    first.process.kill('SIGKILL');
    await first.ended;

    const second = landfall('start', '--port', '0', '--data', directory);
    const { url } = await ready(second);

    expect(await signIn(url, password ?? '')).toBe(200);
    second.process.kill('SIGTERM');
    expect((await finish(second)).code).toBe(0);
  });

  test('says in one sentence that the port is taken, and stops what it had started', async () => {
    const directory = aDataDirectory();
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    onTestFinished(() => void holder.close());
    const address = holder.address();
    const port = typeof address === 'object' && address ? String(address.port) : '';

    const { code, output } = await finish(landfall('start', '--port', port, '--data', directory));

    expect(code).toBe(exitCodes.failed);
    expect(output.trim()).toBe(`Port ${port} is in use; stop what uses it, or choose another with --port.`);
    expect(postmasterPid(directory)).toBeUndefined();
  });

  test('says in one sentence that the data directory cannot be used', async () => {
    const file = join(aDataDirectory(), 'file');
    writeFileSync(file, '');
    const { code, output } = await finish(landfall('start', '--port', '0', '--data', join(file, 'data')));
    expect(code).toBe(exitCodes.failed);
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(output).toContain(join(file, 'data'));
  });
});

describe('landfall import', { timeout: 600_000 }, () => {
  const sample = join(import.meta.dirname, '../../../samples/cmdb-export.csv');
  const context = ['--client', 'sample', '--engagement', 'Sample Engagement'];

  test('takes a file through a whole flow, twice with nothing left to do, on the server that runs', async () => {
    const directory = aDataDirectory();
    const server = landfall('start', '--demo', '--port', '0', '--data', directory);
    await ready(server);
    const importSample = () =>
      finish(landfall('import', sample, ...context, '--yes', '--json', '--data', directory));

    const first = await importSample();
    expect(first).toMatchObject({ code: exitCodes.completed });
    const report = reportIn(first.output);
    expect(report.source_rows).toBe(200);
    expect(report.created).toBeGreaterThan(150);
    expect(sumOfOutcomes(report)).toBe(200);
    expect(report.phases.map(({ name }) => name)).toContain('asset_inventory');

    const again = reportIn((await importSample()).output);
    expect([again.created, again.updated, again.assets]).toEqual([0, 0, report.assets]);
    expect(again.rejected).toBe(report.rejected);

    server.process.kill('SIGINT');
    expect((await finish(server)).code).toBe(0);
  });

  test('takes files of connections, measurements and sensitive data through flows of their own', {
    timeout: 600_000,
  }, async () => {
    const directory = aDataDirectory();
    const server = landfall('start', '--demo', '--port', '0', '--data', directory);
    await ready(server);
    const importing = (category: string, text: string, ...more: string[]) => {
      const file = join(aDataDirectory(), `${category}.csv`);
      writeFileSync(file, text);
      const options = ['--category', category, '--yes', '--json', '--data', directory, ...more];
      return landfall('import', file, ...context, ...options);
    };
    const importOf = async (category: string, text: string, ...more: string[]) => {
      const done = await finish(importing(category, text, ...more));
      expect(done).toMatchObject({ code: exitCodes.completed });
      return reportIn(done.output);
    };

    const edges = await importOf(
      'app_discovery',
      'Source Host,Target Host,Target Port,Protocol\nshop01,orders01,1433,tcp\nshop01,shop01,80,tcp\n',
    );
    expect(edges).toMatchObject({ source_rows: 2, created: 1, rejected: 1 });
    expect(edges.phases.map(({ name }) => name)).toContain('enrichment');
    const machines = await importOf('infrastructure', 'VM,OS,CPU Avg %\nshop01,Windows Server 2012 R2,12\n');
    expect(machines).toMatchObject({ source_rows: 1, updated: 1, assets: edges.assets });
    const known = await importOf(
      'infrastructure',
      'VM,OS,CPU Avg %\nshop01,Windows Server 2012 R2,14\nnobody07,AIX 7.2,3\n',
      '--no-create-missing-assets',
      '--source-system',
      'vCenter',
    );
    expect(known).toMatchObject({ source_rows: 2, updated: 1, rejected: 1, assets: edges.assets });
    const sets = await importOf(
      'sensitive_data',
      'Data Set,Classification,Data Owner\nAccounts,Restricted,Ann\n',
    );
    expect(sets).toMatchObject({ source_rows: 1, created: 1 });
    const unknownWord = await finish(
      importing('sensitive_data', 'Data Set,Classification,Data Owner\nAccounts,Very private,Ann\n'),
    );
    expect(unknownWord.code).toBe(exitCodes.waitsForPerson);
    expect(unknownWord.output).toMatch(
      /^The flow waits at validation_decision: .* in “Classification”\. Say of at least one word what it means.* Continue at http/,
    );

    server.process.kill('SIGINT');
    expect((await finish(server)).code).toBe(0);
  });

  test('waits at the first gate without --yes, and then holds the slot', async () => {
    const directory = aDataDirectory();
    const demo = landfall('start', '--demo', '--port', '0', '--data', directory);
    await ready(demo);

    const waiting = await finish(landfall('import', sample, ...context, '--data', directory));
    expect(waiting.code).toBe(exitCodes.waitsForPerson);
    expect(waiting.output).toMatch(
      /^The flow waits at validation_decision: you did not approve. Continue at http/,
    );

    const refused = await finish(landfall('import', sample, ...context, '--yes', '--data', directory));
    expect(refused.code).toBe(exitCodes.refused);
    expect(refused.output).toContain('409 incomplete_discovery_flow_exists');

    const unknown = await finish(
      landfall('import', sample, '--client', 'nobody', '--engagement', 'x', '--data', directory),
    );
    expect(unknown.output).toBe('There is no client called nobody; you have: sample.\n');
    demo.process.kill('SIGTERM');
    await demo.ended;
  });
});

interface Report {
  readonly source_rows: number;
  readonly created: number;
  readonly updated: number;
  readonly merged_duplicates: number;
  readonly unchanged: number;
  readonly rejected: number;
  readonly assets: number;
  readonly phases: readonly { readonly name: string; readonly ms: number }[];
}

function reportIn(output: string): Report {
  const line = output.split('\n').find((each) => each.startsWith('{')) ?? '';
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the test looks at each value it uses
  return JSON.parse(line) as Report;
}

function sumOfOutcomes({ created, updated, merged_duplicates, unchanged, rejected }: Report): number {
  return created + updated + merged_duplicates + unchanged + rejected;
}

describe('landfall migrate', () => {
  test('applies everything once and then has nothing to do', async () => {
    const directory = aDataDirectory();
    expect((await finish(landfall('migrate', '--data', directory))).output).toMatch(/^Applied 0001_\w+/);
    expect((await finish(landfall('migrate', '--data', directory))).output).toBe(
      'The database is up to date.\n',
    );
    expect(postmasterPid(directory)).toBeUndefined();
  });
});

describe('a wrong command line', () => {
  test.each([
    ['an unknown command', ['stat'], /unknown command 'stat'/],
    ['a missing option', ['import', 'x.csv'], /required option '--client <client>'/],
    ['a port that is none', ['start', '--port', '99999'], /0 to 65535/],
    [
      'an unknown category',
      ['import', 'x.csv', '--client', 'a', '--engagement', 'b', '--category', 'toys'],
      /Choose one of cmdb_export/,
    ],
    [
      'a CMDB export that creates nothing',
      ['import', 'x.csv', '--client', 'a', '--engagement', 'b', '--no-create-missing-assets'],
      /leave rows of a cmdb_export out in its preview/,
    ],
    [
      'a file that is not there',
      ['import', '/no/such.csv', '--client', 'a', '--engagement', 'b'],
      /no file \/no\/such\.csv/,
    ],
    [
      'a server without a token',
      [
        'import',
        import.meta.filename,
        '--client',
        'a',
        '--engagement',
        'b',
        '--server',
        'http://127.0.0.1:1',
      ],
      /token is needed/,
    ],
  ])('%s ends with code 2 and a sentence', async (_name, args, sentence) => {
    const { code, output } = await finish(landfall(...args));
    expect(code).toBe(exitCodes.usage);
    expect(output).toMatch(sentence);
    expect(output).not.toContain('at ');
  });

  test('a server that is not there ends with code 6', async () => {
    const server = `http://127.0.0.1:${await closedPort()}`;
    const context = ['--client', 'a', '--engagement', 'b'];
    const { code, output } = await finish(
      landfall('import', import.meta.filename, ...context, '--server', server, '--token', 't'),
    );
    expect(code).toBe(exitCodes.unreachable);
    expect(output).toBe(
      `The server ${server} cannot be reached (connect ECONNREFUSED ${new URL(server).host}).\n`,
    );
  });
});

async function closedPort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
