import { readdirSync } from 'node:fs';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { useFileStore } from '../../../test/file-store.ts';
import { useFlows } from '../../../test/flows.ts';
import { defaultLimits } from './import-settings.ts';
import { uploadRoutes } from './upload.routes.ts';

const { folder, files } = useFileStore('inspect');
const flows = useFlows({
  worker: false,
  routes: ({ db, flows: port }) => [uploadRoutes({ db, flows: port, files, limits: defaultLimits })],
});
let place: Awaited<ReturnType<typeof flows.place>>;
let origin: string;
beforeAll(async () => {
  origin = await flows.server.app.listen({ host: '127.0.0.1', port: 0 });
});
beforeEach(async () => {
  place = await flows.place();
});

const good = 'name,ip\nweb1,10.0.0.1\nweb2,10.0.0.2\n';
const inspect = '/data-imports/inspect';

interface Upload {
  readonly content: string | Uint8Array;
  readonly fields: Record<string, string>;
  readonly path?: string;
}

async function upload({ content, fields, path = '/data-imports' }: Upload) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([typeof content === 'string' ? content : new Uint8Array(content)]), 'a.csv');
  const request = { method: 'POST', headers: place.headers, body: form };
  const response = await fetch(`${origin}/api/v1${path}`, request);
  return { status: response.status, body: JSON.parse(await response.text()) };
}

function storedFiles(): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);
}

describe('POST /data-imports/inspect', () => {
  test('shows the first rows and stores nothing', async () => {
    const { status, body } = await upload({ content: good, fields: {}, path: inspect });
    expect(status, JSON.stringify(body)).toBe(200);
    expect(body.rows[1]).toEqual({ line_number: 3, cells: { name: 'web2', ip: '10.0.0.2' } });
    expect(storedFiles()).toEqual([]);
  });

  test('counts the rows, what is skipped and what is odd, with their lines, and reads as it is told to', async () => {
    const { body } = await upload({
      content: 'title\nname;ip\nweb1;10.0.0.1\n\nweb2\nweb3;10.0.0.3;x\n',
      fields: { options: JSON.stringify({ delimiter: ';', header_row: 2 }) },
      path: inspect,
    });
    expect(body).toMatchObject({
      detection: { delimiter: ';', header_row: 2, title_lines: ['title'], encoding: 'utf-8', sheets: [] },
      row_count: 3,
      counts: {
        faults: { too_many_cells: 1 },
        faulty: { count: 1, lines: [[6, 6]] },
        odd: { short_row: { count: 1, lines: [[5, 5]] } },
        skipped: { blank: { count: 1, lines: [[4, 4]] } },
      },
    });
  });

  test('F76 tells nothing about rows it has not seen', async () => {
    const fields = { part: 'beginning' };
    const { status, body } = await upload({
      content: `${good}web3,10.`,
      fields,
      path: inspect,
    });
    expect([status, body.row_count, body.counts]).toEqual([200, null, null]);
    expect(body.rows).toHaveLength(2);
  });

  test('F65 text of unsure encoding comes with candidates, and is taken once one is chosen', async () => {
    const content = Buffer.from('name,ort\nweb1,\u00e9\u00e4x\n', 'latin1');
    const asked = await upload({ content, fields: {}, path: inspect });
    expect([asked.status, asked.body.code]).toEqual([422, 'encoding_undecidable']);
    const names = asked.body.candidates.map(({ encoding }: { encoding: string }) => encoding);
    expect(asked.body.candidates[0].preview.length).toBeGreaterThan(0);
    const options = JSON.stringify({ encoding: names[0] });
    const taken = await upload({ content, fields: { import_category: 'cmdb_export', options } });
    expect([taken.status, taken.body.detection?.encoding]).toEqual([201, names[0]]);
  });
});
