import { describe, expect, test } from 'vitest';
import type { ProductPlace } from '../../test/product.ts';
import { type Import, twins, useRowChoices } from '../../test/row-choices.ts';

const { enrichment, product, candidatesOf, decide, ambiguous } = useRowChoices();

const machinesIn = async ({ engagementId }: ProductPlace) => {
  const found = await enrichment.rows<{ name: string; serial: string | null; cpu: number }>(
    `select name, serial_number as serial, cpu_utilization_percent as cpu from assets
     where engagement_id = $1 and deleted_at is null and not starts_with(name, 'other-')
     order by serial_number nulls last, name`,
    [engagementId],
  );
  return found.map(({ name, serial, cpu }) => [name, serial, cpu]);
};
const outcomesIn = async (place: ProductPlace, { importId }: Import) => {
  const { body } = await product.get(place, `/data-imports/${importId}/records`);
  return body.items.map(({ outcome }: { outcome: string }) => outcome);
};

/** The machines before the import that is asked about. */
const asTheyWere = [
  ['web01', 'SER-1001X', 10],
  ['web01', 'SER-1002X', 20],
  ['db01', 'SER-1003X', 30],
];

describe('a row that fits several assets', () => {
  test('is rejected, and shows its candidates with what tells them apart', async () => {
    const { place, flow, ...ids } = await ambiguous();
    expect(flow.accounting).toMatchObject({ updated: 1, rejected: 1 });
    const { body } = await candidatesOf(place, ids, 1);
    expect(body).toMatchObject({
      row_number: 1,
      creates_missing: true,
      questions: [{ about: 'row:1', named: null, rows: 1, more: 0 }],
    });
    expect(body.questions[0].candidates).toMatchObject([
      { name: 'web01', fields: { serial_number: 'SER-1001X' } },
      { name: 'web01', fields: { serial_number: 'SER-1002X' } },
    ]);
  });

  test('changes the asset a person chose, and nothing of the other rows', async () => {
    const { place, flow: _flow, ...ids } = await ambiguous();
    const { answer, flow } = await decide(place, ids, { row: 1, serial: 'SER-1002X' });
    expect(answer.body).toMatchObject({ rows: 1, revision: 1 });
    expect(flow.accounting).toMatchObject({ source_rows: 2, updated: 2, rejected: 0, reconciles: true });
    expect(await machinesIn(place)).toEqual([
      ['web01', 'SER-1001X', 10],
      ['web01', 'SER-1002X', 50],
      ['db01', 'SER-1003X', 60],
    ]);
    expect(await outcomesIn(place, ids)).toEqual(['updated', 'updated']);
    const { body: report } = await product.get(place, `/data-imports/${ids.importId}/report`);
    expect(report.decisions.at(-1)).toMatchObject({
      about: 'row_asset',
      row_number: 1,
      row_count: 1,
      asset_name: 'web01',
    });
    expect(await product.violations()).toEqual([]);
  });

  test('says who chose: in the versions of the row and in the audit log', async () => {
    const { place, flow: _flow, ...ids } = await ambiguous();
    const colleague = await product.colleague(place, 'analyst');
    const { question } = await decide(colleague, ids, { row: 1, serial: 'SER-1001X' });
    const chosen = question?.candidates[0]?.asset_id;
    const { body } = await product.get(place, `/data-imports/${ids.importId}/records/1`);
    expect(body.revisions.map(({ choice }: { choice: unknown }) => choice)).toEqual([
      null,
      { asset_id: chosen },
    ]);
    const audited = await enrichment.rows<{ by: string; details: object }>(
      `select actor_user_id as by, details from audit_log
       where engagement_id = $1 and action = 'import.choose_asset'`,
      [place.engagementId],
    );
    expect(audited).toMatchObject([{ by: colleague.userId, details: { row: 1, asset_id: chosen } }]);
  });

  test('becomes an asset of its own when it is none of them, and goes with its import', async () => {
    const { place, flow: _flow, ...ids } = await ambiguous();
    const { flow } = await decide(place, ids, { row: 1, serial: null });
    expect(flow.accounting).toMatchObject({ created: 1, updated: 1, rejected: 0, reconciles: true });
    expect(await machinesIn(place)).toEqual([
      ['web01', 'SER-1001X', 10],
      ['web01', 'SER-1002X', 20],
      ['db01', 'SER-1003X', 60],
      ['web01', null, 50],
    ]);
    await enrichment.remove(place, ids.flowId);
    expect(await machinesIn(place)).toEqual(asTheyWere);
    expect(await product.violations()).toEqual([]);
  });

  test('takes back what it changed when its import is deleted', async () => {
    const { place, flow: _flow, ...ids } = await ambiguous();
    await decide(place, ids, { row: 1, serial: 'SER-1002X' });
    await enrichment.remove(place, ids.flowId);
    expect(await machinesIn(place)).toEqual(asTheyWere);
    expect(await product.violations()).toEqual([]);
  });

  test('counts in a preview that is not approved yet, together with a row that finds the asset by itself', async () => {
    const place = await product.place();
    await enrichment.run(place, twins);
    const { flowId, importId } = await enrichment.preview(place, {
      ...twins,
      text: 'VM,Serial,CPU %\nweb01,,50\nweb-two,SER-1002X,55\ndb01,,60\n',
      config: { preview: true },
    });
    const before = await machinesIn(place);
    const until = 'enrichment waiting_for_approval';
    const { flow } = await decide(place, { flowId, importId }, { row: 1, serial: 'SER-1002X', until });
    expect(flow.gate?.subject).toMatchObject({ source_rows: 3, update: 2, merge: 1 });
    expect(await machinesIn(place)).toEqual(before);
    expect(await enrichment.approvePreview(place, flowId)).toMatchObject({ status: 200 });
    const done = await product.reach(place, flowId, 'completed');
    expect(done.accounting).toMatchObject({ updated: 2, merged_duplicates: 1, rejected: 0 });
    expect(await machinesIn(place)).toEqual([
      ['web01', 'SER-1001X', 10],
      ['web-two', 'SER-1002X', 55],
      ['db01', 'SER-1003X', 60],
    ]);
    expect(await product.violations()).toEqual([]);
  });

  test('takes no key that another asset holds, whichever is chosen, and lets a failed import go on', async () => {
    const place = await product.place();
    await enrichment.run(place, twins);
    const mapping = { VM: 'name', Serial: 'serial_number', Id: 'external_id' };
    const crossed = { category: 'infrastructure', mapping } as const;
    await enrichment.run(place, { ...crossed, text: 'VM,Serial,Id\ndb01,SER-1003X,EXT-9\n' });
    const keysOf = () =>
      enrichment.rows<{ name: string; serial: string | null; external: boolean }>(
        `select name, key_serial as serial, key_external_id is not null as external from assets
         where engagement_id = $1 and not starts_with(name, 'other-') order by key_serial nulls last`,
        [place.engagementId],
      );
    // The serial number is that of one machine, the external id that of another.
    const both = { ...crossed, text: 'VM,Serial,Id\nweb01,SER-1001X,EXT-9\n' };
    const held = [
      { name: 'web01', serial: 'SER-1001X', external: false },
      { name: 'web01', serial: 'SER-1002X', external: false },
      { name: 'db01', serial: 'SER-1003X', external: true },
    ];
    const made = { name: 'web01', serial: null, external: false };
    for (const serial of [null, 'SER-1001X']) {
      const ids = await enrichment.upload(place, both);
      await product.reach(place, ids.flowId, 'field_mapping waiting_for_approval');
      await enrichment.approve(place, ids.flowId, mapping);
      await product.reach(place, ids.flowId, 'failed');
      await decide(place, ids, { row: 1, serial });
      expect(await keysOf()).toEqual([...held, made]);
    }
  });
});

const edgesIn = ({ engagementId }: ProductPlace) =>
  enrichment.rows<{ source: string; target: string; port: number; rows: number }>(
    `select coalesce(s.serial_number, s.name) as source, coalesce(t.serial_number, t.name) as target, d.port::int,
       (select sum(row_count)::int from dependency_evidence e where e.dependency_id = d.id) as rows
     from asset_dependencies d join assets s on s.id = d.source_asset_id join assets t on t.id = d.target_asset_id
     where d.engagement_id = $1 order by 1, 2`,
    [engagementId],
  );

describe('connections of a machine that may be several', () => {
  const edges = {
    category: 'app_discovery',
    text: 'Source,Target,Port\nweb01,db01,5432\nweb01,app01,80\ndb01,app01,22\n',
    mapping: { Source: 'source_name', Target: 'target_name', Port: 'target_port' },
  } as const;
  test('are all written by one choice, and stay when another row is corrected later', async () => {
    const place = await product.place();
    await enrichment.run(place, twins);
    const ids = await enrichment.run(place, { ...edges, text: `${edges.text}db01,,23\n` });
    expect(ids.flow.accounting).toMatchObject({ created: 1, rejected: 3 });
    const { question, answer, flow } = await decide(place, ids, { row: 2, serial: 'SER-1002X' });
    expect(question).toMatchObject({ about: 'end:web01', named: 'web01', rows: 2 });
    expect(answer.body).toMatchObject({ rows: 2 });
    expect(flow.accounting).toMatchObject({ source_rows: 4, created: 3, rejected: 1, reconciles: true });
    const written = [
      { source: 'SER-1002X', target: 'SER-1003X', port: 5432, rows: 1 },
      { source: 'SER-1002X', target: 'app01', port: 80, rows: 1 },
      { source: 'SER-1003X', target: 'app01', port: 22, rows: 1 },
    ];
    expect(await edgesIn(place)).toEqual(written);
    const rows = [{ row_number: 4, values: { Target: 'app02' } }];
    await product.post(place, `/data-imports/${ids.importId}/corrections`, { rows });
    await product.reach(place, ids.flowId, 'completed');
    expect(await edgesIn(place)).toEqual([
      ...written,
      { source: 'SER-1003X', target: 'app02', port: 23, rows: 1 },
    ]);
    expect(await product.violations()).toEqual([]);
    await enrichment.remove(place, ids.flowId);
    expect(await edgesIn(place)).toEqual([]);
  });

  test('are asked about with the row that describes the machine, when the file has one', async () => {
    const place = await product.place();
    await enrichment.run(place, twins);
    const ids = await enrichment.run(place, {
      ...edges,
      text: 'Name,Source,Target,Port\nweb01,,,\n,web01,db01,5432\n,db01,app01,22\n',
      mapping: { Name: 'name', ...edges.mapping },
    });
    expect(ids.flow.accounting).toMatchObject({ created: 1, rejected: 2 });
    const { question, flow } = await decide(place, ids, { row: 2, serial: 'SER-1002X' });
    expect(question).toMatchObject({ about: 'row:1', named: 'web01', rows: 2 });
    expect(flow.accounting).toMatchObject({ created: 2, rejected: 0, reconciles: true });
    expect(await edgesIn(place)).toMatchObject([
      { source: 'SER-1002X', target: 'SER-1003X', port: 5432 },
      { source: 'SER-1003X', target: 'app01', port: 22 },
    ]);
    expect(await product.violations()).toEqual([]);
  });

  test('go to a machine of their own when it is none of them', async () => {
    const place = await product.place();
    await enrichment.run(place, twins);
    const ids = await enrichment.run(place, edges);
    await decide(place, ids, { row: 1, serial: null });
    expect(await edgesIn(place)).toMatchObject([
      { source: 'SER-1003X', target: 'app01' },
      { source: 'web01', target: 'SER-1003X' },
      { source: 'web01', target: 'app01' },
    ]);
    expect(await product.violations()).toEqual([]);
  });
});
