import { afterEach, expect, test } from 'vitest';
import { type ImportedFile, useEnrichment } from '../../test/enrichment.ts';
import type { ProductPlace } from '../../test/product.ts';

const enrichment = useEnrichment();
const { product } = enrichment;

afterEach(async () => {
  // oxlint-disable-next-line vitest/no-standalone-expect -- invariants are checked after each test
  expect(await product.violations()).toEqual([]);
});

const machines = (rows: readonly string[], config?: ImportedFile['config']): ImportedFile => ({
  category: 'infrastructure',
  text: `VM,CPU %,Host\n${rows.join('\n')}\n`,
  mapping: { VM: 'name', 'CPU %': 'cpu_utilization_percent', Host: 'virtual_host' },
  ...(config === undefined ? {} : { config }),
});
const machine = (name: string, cpu: number, host = '') => `${name},${cpu},${host}`;

const calls = (rows: readonly string[], config?: ImportedFile['config']): ImportedFile => ({
  category: 'app_discovery',
  text: `From,To,Port,Calls\n${rows.join('\n')}\n`,
  mapping: { From: 'source_name', To: 'target_name', Port: 'target_port', Calls: 'connection_count' },
  ...(config === undefined ? {} : { config }),
});

async function namesIn({ engagementId }: ProductPlace): Promise<string[]> {
  const text = 'select name from assets where engagement_id = $1 order by 1';
  return (await enrichment.rows<{ name: string }>(text, [engagementId])).map(({ name }) => name);
}

const previewOf = async (place: ProductPlace, flowId: string) =>
  (await product.get(place, `/flows/${flowId}/asset-preview`)).body;
const endsOf = async (place: ProductPlace, flowId: string, query = '') =>
  (await product.get(place, `/flows/${flowId}/asset-preview/ends${query}`)).body;
const connectionsOf = async (place: ProductPlace, flowId: string) =>
  (await product.get(place, `/flows/${flowId}/connection-preview`)).body;

test('a preview counts and lists the assets made of ends of connections, as they are then made', async () => {
  const place = await product.place();
  await enrichment.run(place, machines(['vm1', 'vm2', 'a', 'b', 'c'].map((name) => machine(name, 10))));
  const known = await namesIn(place);
  const files = [
    machines([machine('vm1', 10, 'esx9'), machine('vm2', 10, 'esx8'), machine('vm3', 1, 'esx9')], {
      preview: true,
    }),
    calls(['newapp,newdb,1433,1', 'newapp,10.7.7.7,443,1', 'vm1,fileserver.corp.example,445,2', 'x,x,1,1'], {
      preview: true,
    }),
  ];
  for (const file of files) {
    const { flowId, importId, flow } = await enrichment.preview(place, file);
    const { counts } = await previewOf(place, flowId);
    const ends = await endsOf(place, flowId);
    const connections = await connectionsOf(place, flowId);
    await enrichment.approvePreview(place, flowId);
    await product.reach(place, flowId, 'completed');
    const made = await enrichment.rows<{ id: string; isEnd: boolean }>(
      `select id, name, asset_type, hostname, fqdn, coalesce(ip_address, '{}') as ip_address,
         lead_row::int as row_number, type_rule = 'end_of_connection' as "isEnd"
       from assets where created_by_import_id = $1 order by lead_row, id`,
      [importId],
    );
    const madeEnds = made.filter(({ isEnd }) => isEnd).map(({ isEnd: _isEnd, ...asset }) => asset);
    expect(madeEnds.length).toBeGreaterThan(1);
    expect(ends).toMatchObject({ total: madeEnds.length, next_cursor: null });
    expect(new Set(ends.items)).toEqual(new Set(madeEnds));
    expect(counts).toMatchObject({
      create: made.length - madeEnds.length,
      create_ends: madeEnds.length,
    });
    expect(flow.gate?.subject).toMatchObject({ create_ends: madeEnds.length });
    const ids = new Set(made.map(({ id }) => id));
    const told: { id: string; is_new: boolean }[] = connections.items.flatMap(
      ({ source, target }: Record<'source' | 'target', { id: string; is_new: boolean }>) => [source, target],
    );
    expect(told.filter(({ is_new: isNew }) => isNew).map(({ id }) => id)).toEqual(
      told.map(({ id }) => id).filter((id) => ids.has(id)),
    );
  }
  const names = await namesIn(place);
  expect(names.filter((name) => !known.includes(name))).toEqual([
    '10.7.7.7',
    'esx8',
    'esx9',
    'fileserver.corp.example',
    'newapp',
    'newdb',
    'vm3',
  ]);
});

test('they are listed page by page, and to nobody else', async () => {
  const place = await product.place();
  const { flowId } = await enrichment.preview(place, calls(['a1,b1,80,1', 'c1,d1,80,1'], { preview: true }));
  const first = await endsOf(place, flowId, '?limit=3');
  const rest = await endsOf(place, flowId, `?limit=3&cursor=${first.next_cursor}`);
  expect([...first.items, ...rest.items].map(({ name }) => name)).toEqual(['a1', 'b1', 'c1', 'd1']);
  expect(rest).toMatchObject({ total: 4, next_cursor: null });
  const stranger = await product.place();
  expect(await product.get(stranger, `/flows/${flowId}/asset-preview/ends`)).toMatchObject({ status: 404 });
});
