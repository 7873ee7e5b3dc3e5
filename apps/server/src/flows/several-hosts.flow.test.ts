import { expect, test } from 'vitest';
import { useEnrichment } from '../../test/enrichment.ts';

const enrichment = useEnrichment();
const { product } = enrichment;

test('a row that names several machines is listed: none of them is chosen, and none invented', async () => {
  const place = await product.place();
  const { importId } = await enrichment.run(place, {
    category: 'app_discovery',
    text: 'Application,Server\nA,h1; h2\nB,"h3, h4"\nC,h5/h6\nD,h7 h8\nE,srv9\nF,Server One\n',
    mapping: { Application: 'application_name', Server: 'hostname' },
  });
  const links = await enrichment.rows<{ source: string; target: string }>(
    `select s.name as source, t.name as target from asset_dependencies d join assets s on s.id = d.source_asset_id
     join assets t on t.id = d.target_asset_id where d.engagement_id = $1 order by 1`,
    [place.engagementId],
  );
  expect(links).toEqual([
    { source: 'E', target: 'srv9' },
    { source: 'F', target: 'Server One' },
  ]);
  const names = await enrichment.rows<{ name: string }>(
    'select name from assets where engagement_id = $1 order by lower(name)',
    [place.engagementId],
  );
  expect(names.map(({ name }) => name)).toEqual(['A', 'B', 'C', 'D', 'E', 'F', 'Server One', 'srv9']);
  const { app_to_server: check } = await enrichment.steps(place, importId);
  expect(check).toMatchObject({
    records: 6,
    output: {
      verdict: 'warning',
      counts: { rows_with_host: 6, rows_with_several_hosts: 4 },
      unresolved: ['h1, h2', 'h3, h4', 'h5, h6', 'h7, h8'],
    },
  });
  const { body } = await product.get(place, `/data-imports/${importId}/quality-issues`);
  const issue = body.items.find((item: { rule_code: string }) => item.rule_code === 'unresolved_host');
  expect(issue).toMatchObject({
    row_count: 4,
    sample: [
      { row_number: 1, value: 'h1, h2' },
      { row_number: 2, value: 'h3, h4' },
      { row_number: 3, value: 'h5, h6' },
      { row_number: 4, value: 'h7, h8' },
    ],
  });
});
