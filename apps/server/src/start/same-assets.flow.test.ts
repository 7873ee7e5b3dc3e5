import { sql } from 'kysely';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assetContentSql } from '../../test/asset-content.ts';
import { type Product, type ProductPlace, useProduct } from '../../test/product.ts';
import { propertyRuns } from '../../test/property-runs.ts';
import {
  delimitedText,
  jsonText,
  ndjsonText,
  plainDialect,
  type WrittenCell,
  type WrittenTable,
  workbookBytes,
} from '../../test/written-table.ts';
import type { Phase } from '../flows/define-phase.ts';

const mapping: Readonly<Record<string, string | null>> = {
  Hostname: 'hostname',
  'Serial Number': 'serial_number',
  'IP Address': 'ip_address',
  'Operating System': 'operating_system',
  Environment: 'environment',
  'RAM (GB)': 'memory_gb',
  'Install Date': 'install_date',
};
const header = [...Object.keys(mapping), 'Owner', 'Virtual', 'Remark'];

const optional = (cell: fc.Arbitrary<WrittenCell>): fc.Arbitrary<WrittenCell> =>
  fc.option(cell, { nil: null, freq: 4 });
const word = (...words: string[]): fc.Arbitrary<WrittenCell> => optional(fc.constantFrom(...words));

/** One of few machines, so that rows meet; now and then a row that names none and is rejected. */
const rowOf = fc
  .record({
    machine: fc.integer({ min: 0, max: 7 }),
    isNamed: fc.integer({ min: 0, max: 9 }).map((roll) => roll > 0),
    spelling: fc.constantFrom('host-', 'HOST-', ' Host-'),
    serial: fc.boolean(),
    rest: fc.tuple(
      word('10.0.0.7', '10.0.1.8', '10.20.30.40'),
      word('Windows Server 2019', 'RHEL 8.6', 'Ubuntu 22.04'),
      word('Production', 'prod', 'Test', 'n/a'),
      optional(fc.constantFrom(4, 8, 16, 64.5, 256)),
      optional(fc.integer({ min: 14_000, max: 20_000 }).map((day) => new Date(day * 86_400_000))),
      word('Müller, Jürgen', 'データ部門', 'O"Brien', 'Ada'),
      optional(fc.boolean()),
      optional(fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !text.includes('\0'))),
    ),
  })
  .map(({ machine, isNamed, spelling, serial, rest }): WrittenCell[] => [
    isNamed ? `${spelling}${machine}` : null,
    isNamed && serial ? `SN000${machine}X` : null,
    ...rest,
  ]);

const firstRow: WrittenCell[] = [
  'host-0',
  'SN0000X',
  '10.0.0.1',
  'RHEL 8.6',
  'Production',
  16,
  new Date('2020-02-29'),
  'Ada Lovelace',
  true,
  'first row',
];

const tables = fc
  .array(rowOf, { minLength: 8, maxLength: 24 })
  .map((rows): WrittenTable => ({ header, rows: [firstRow, ...rows] }));

const formats: Readonly<Record<string, (table: WrittenTable) => Uint8Array>> = {
  'servers.csv': (table) => delimitedText(table),
  'servers.txt': (table) =>
    delimitedText(table, {
      ...plainDialect,
      delimiter: ';',
      lineBreak: '\r\n',
      hasMark: true,
      encoding: 'utf-16le',
    }),
  'servers.xlsx': (table) => workbookBytes(table),
  'servers.json': (table) => jsonText(table, 'missing'),
  'servers.ndjson': (table) => ndjsonText(table),
};

/** Batches of an engagement's flow that end with the connection, by their number. */
type PowerCuts = Map<string, Set<number>>;

/** Ends the connection of some batches when all but their commit is done, as a database that goes away does. */
function withPowerCuts(cuts: PowerCuts, phase: Phase): Phase {
  return {
    ...phase,
    run(context) {
      const { engagementId } = context.tenant;
      const batch: typeof context.batch = (planned, work, ahead) =>
        context.batch(
          planned,
          async (scope) => {
            const done = await work(scope);
            if (isDue(cuts, engagementId))
              await sql`select pg_terminate_backend(pg_backend_pid())`.execute(scope.tx);
            return done;
          },
          ahead,
        );
      return phase.run({ ...context, batch });
    },
  };
}

const passed = new Map<string, number>();

function isDue(cuts: PowerCuts, engagementId: string): boolean {
  const number = (passed.get(engagementId) ?? 0) + 1;
  passed.set(engagementId, number);
  return cuts.get(engagementId)?.delete(number) === true;
}

interface Imported {
  readonly count: number;
  readonly content: string;
  readonly accounting: Readonly<Record<string, unknown>>;
}

const part = (head: string): string => `--landfall\r\ncontent-disposition: form-data; ${head}\r\n\r\n`;

async function upload(product: Product, place: ProductPlace, file: { name: string; bytes: Uint8Array }) {
  const answer = await product.server.send({
    method: 'POST',
    url: '/api/v1/data-imports',
    headers: { ...place.headers, 'content-type': 'multipart/form-data; boundary=landfall' },
    payload: Buffer.concat([
      Buffer.from(`${part('name="import_category"')}cmdb_export\r\n`),
      Buffer.from(part(`name="file"; filename="${file.name}"`)),
      file.bytes,
      Buffer.from('\r\n--landfall--\r\n'),
    ]),
  });
  if (answer.statusCode !== 201) throw new Error(`${file.name} was answered ${answer.body}`);
  return answer.json().flow_id;
}

async function importWhole(
  product: Product,
  place: ProductPlace,
  file: { name: string; bytes: Uint8Array },
): Promise<Imported> {
  const flowId = await upload(product, place, file);
  await product.reach(place, flowId, 'field_mapping waiting_for_approval');
  const mapped = await product.post(place, `/discovery/flow/${flowId}/resume`, {
    field_mappings: mapping,
    approval: true,
    remaining: 'custom_attribute',
  });
  if (mapped.status !== 200) throw new Error(`The mapping was answered ${JSON.stringify(mapped)}`);
  const { gate } = await product.reach(place, flowId, 'asset_inventory waiting_for_approval');
  const approval = { gate_id: gate?.id, gate_revision: gate?.revision };
  const approved = await product.post(place, `/flows/${flowId}/approve`, approval);
  if (approved.status !== 200) throw new Error(`The preview was answered ${JSON.stringify(approved)}`);
  const flow = await product.reach(place, flowId, 'completed');
  const { rows } = await product.server.database.admin.query(assetContentSql, [place.engagementId]);
  return { ...rows[0], accounting: flow.accounting };
}

/** What each table became with the first number of workers, for the next one. */
const becomes = new Map<string, Imported>();
const seed = fc.sample(fc.integer(), 1)[0];

/** Files that are imported side by side with so many rows in a batch, with power cuts or without. */
interface Round {
  readonly rows: number | undefined;
  readonly names: readonly string[];
  readonly isCut: boolean;
}

const all = Object.keys(formats);
const everything: readonly Round[] = [undefined, 1, 7, 5000].flatMap((rows) => [
  { rows, names: all, isCut: false },
  { rows, names: all, isCut: true },
]);
const isThorough = propertyRuns(1) > 1;

describe.each([
  {
    workers: 4,
    rounds: [
      {
        rows: undefined,
        names: ['servers.csv', 'servers.xlsx', 'servers.json', 'servers.ndjson'],
        isCut: false,
      },
      { rows: 1, names: ['servers.txt'], isCut: true },
      { rows: 5000, names: ['servers.csv'], isCut: true },
    ],
  },
  { workers: 1, rounds: [{ rows: 7, names: ['servers.csv', 'servers.json'], isCut: true }] },
])('with $workers phase runs at once', ({ workers, rounds }) => {
  const cuts: PowerCuts = new Map();
  const batches: { rows: number | undefined } = { rows: undefined };
  const product = useProduct({
    concurrency: workers,
    batches,
    around: (phase) => withPowerCuts(cuts, phase),
  });

  async function importEach(table: WrittenTable, names: readonly string[], cutAt: readonly number[]) {
    return Promise.all(
      names.map(async (name) => {
        const place = await product.place();
        cuts.set(place.engagementId, new Set(cutAt));
        const bytes = formats[name]?.(table) ?? new Uint8Array(0);
        const imported = await importWhole(product, place, { name, bytes });
        expect(cuts.get(place.engagementId)).toEqual(new Set());
        return imported;
      }),
    );
  }

  test(
    'one table gives the same assets whatever its format, its batches and the power cuts on the way',
    async () => {
      const cutAt = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 });
      await fc.assert(
        fc.asyncProperty(tables, cutAt, async (table, cutOnTheWay) => {
          const found: Imported[] = [];
          for (const { rows, names, isCut } of isThorough ? everything : rounds) {
            batches.rows = rows;
            found.push(...(await importEach(table, names, isCut ? cutOnTheWay : [])));
          }
          const key = JSON.stringify(table);
          const wanted = becomes.get(key) ?? found[0];
          if (wanted === undefined) throw new Error('Nothing was imported');
          becomes.set(key, wanted);
          expect(wanted.count).toBeGreaterThan(0);
          for (const each of found) expect(each).toEqual(wanted);
          expect(await product.violations()).toEqual([]);
        }),
        { numRuns: propertyRuns(1), ...(seed === undefined ? {} : { seed }), endOnFailure: true },
      );
    },
    600_000 * propertyRuns(1),
  );
});
