import { describe, expect, test } from 'vitest';
import { useEnrichment } from '../../test/enrichment.ts';

const enrichment = useEnrichment();
const { product } = enrichment;

const mapping = {
  'Data set': 'name',
  Store: 'data_store',
  Application: 'application_name',
  Classification: 'data_classification',
  Regulation: 'compliance_requirements',
  Encrypted: 'encryption_status',
  Owner: 'data_owner',
  Example: null,
};
const header = `${Object.keys(mapping).join(',')},Access groups\n`;
const sets = [
  'Patient records,hospital-db,Clinic,restricted,,none,Ann Owner,,Everyone',
  'Card payments,pay-db,Shop,confidential,PCI-DSS; DSGVO,at rest,Bob,4111 1111 1111 1111,Finance',
  'Press releases,web-cms,Web,public,,none,,hello,Everyone',
  ',,,internal,,,,,',
];
const file = { category: 'sensitive_data', text: header + sets.join('\n'), mapping } as const;

const dataSets = (engagementId: string) =>
  enrichment.rows<{
    name: string;
    type: string;
    level: string | null;
    pii: boolean | null;
    rules: string[] | null;
  }>(
    `select name, asset_type as type, data_classification as level, pii_flag as pii, compliance_requirements as rules
     from assets where engagement_id = $1 and data_owner is not null or engagement_id = $1 and data_classification is not null
     order by name`,
    [engagementId],
  );

describe('a file about sensitive data', () => {
  test('becomes data sets with their classification; checks find what is missing and mask what they show', async () => {
    const where = await product.place();
    const { flow, importId } = await enrichment.run(where, file);
    expect(flow.accounting).toMatchObject({ source_rows: 4, created: 3, rejected: 1, reconciles: true });
    expect(await dataSets(where.engagementId)).toMatchObject([
      {
        name: 'Card payments',
        type: 'data_store',
        level: 'confidential',
        pii: true,
        rules: ['PCI_DSS', 'GDPR'],
      },
      { name: 'Patient records', level: 'restricted', pii: null },
      { name: 'Press releases', level: 'public', pii: null },
    ]);
    const steps = await enrichment.steps(where, importId);
    expect(steps['pii_detection']).toMatchObject({
      records: 4,
      output: { counts: { rows_with_pii: 1 }, columns: [{ column: 'Example', kinds: { payment_card: 1 } }] },
    });
    expect(JSON.stringify(steps)).not.toContain('4111 1111');
    expect(steps['compliance']?.output).toMatchObject({
      verdict: 'warning',
      counts: { gaps: 1, PCI_DSS: 1, GDPR: 1 },
    });
    expect(steps['encryption']?.output.counts).toMatchObject({ unencrypted_guarded: 1 });
    expect(steps['access']?.output.counts).toMatchObject({ open_access: 1, without_owner: 2 });
    expect(steps['lineage']?.output.counts).toMatchObject({ links: 6, systems: 9 });
    const { body } = await product.get(where, '/findings?severity=warning');
    expect(
      body.items.map(
        (item: { asset: { name: string }; status: string }) => `${item.asset.name} ${item.status}`,
      ),
    ).toEqual([
      'Patient records open_access',
      'Patient records compliance_gap',
      'Patient records unencrypted',
    ]);
  });

  test('a word for its protection that nobody knows is critical until a person says what it means', async () => {
    const where = await product.place();
    const text = `Data set,Classification,Owner\nOrders,Violet,Ann\nPress,public,Bob\nStaff,Violet,Ann\n`;
    const { flowId, importId } = await enrichment.upload(where, { category: 'sensitive_data', text });
    await product.reach(where, flowId, 'validation waiting_for_approval');
    const levels = [
      { value: 'Violet', level: null, count: 2 },
      { value: 'public', level: 'public', count: 1 },
    ];
    expect((await enrichment.steps(where, importId))['classification']?.output).toMatchObject({
      verdict: 'critical',
      counts: { unknown: 2, unclassified: 0, public: 1 },
      levels,
    });
    const { body } = await product.get(where, `/data-imports/${importId}/quality-issues?severity=critical`);
    expect(body.items).toMatchObject([{ rule_code: 'unknown_classification', row_count: 2 }]);
    const [issue] = body.items;
    const decided = await product.send(where, 'PUT', `/quality-issues/${issue.id}/decision`, {
      action: 'map_values',
      parameters: { values: { Violet: 'restricted' } },
    });
    expect(decided.status, JSON.stringify(decided.body)).toBe(200);
    await enrichment.approvePreview(where, flowId);
    await product.reach(where, flowId, 'field_mapping waiting_for_approval');
    await enrichment.approve(where, flowId, {
      'Data set': 'name',
      Classification: 'data_classification',
      Owner: 'data_owner',
    });
    await product.reach(where, flowId, 'completed');
    expect((await enrichment.steps(where, importId))['classification']?.output).toMatchObject({
      verdict: 'passed',
      counts: { unknown: 0, restricted: 2, public: 1 },
      levels: [{ value: 'Violet', level: 'restricted' }, {}],
    });
  });

  test('imported again changes nothing, and the most restrictive word stays', async () => {
    const where = await product.place();
    await enrichment.run(where, file);
    const again = await enrichment.run(where, file);
    expect(again.flow.accounting).toMatchObject({ created: 0, updated: 0, unchanged: 3, rejected: 1 });
    const weaker = sets[0]?.replace('restricted', 'public') ?? '';
    const third = await enrichment.run(where, { ...file, text: header + weaker });
    expect(third.flow.accounting).toMatchObject({ updated: 0, unchanged: 1 });
    expect((await dataSets(where.engagementId))[1]).toMatchObject({ level: 'restricted' });
  });

  test('without the right to see it its rejected rows are shown masked, and can be corrected all the same', async () => {
    const where = await product.place();
    const { flowId, importId } = await enrichment.run(where, file);
    const at = `/data-imports/${importId}`;
    const { status, body } = await product.get(where, `${at}/rejected-rows`);
    expect(status).toBe(200);
    expect(body.items).toMatchObject([
      { row_number: 4, reason_code: 'no_identity', cells: { Classification: '•••', Store: '' } },
    ]);
    const { headers } = where;
    const url = `/api/v1${at}`;
    const failed = await product.server.send({ method: 'GET', url: `${url}/failed-rows`, headers });
    expect(failed.body).toContain(',•••,');
    expect(failed.body).not.toContain('internal');

    // A cell that is left masked keeps its value.
    const fixed = failed.body.replace('\r\n,', '\r\nPayroll,');
    const sent = await product.server.send({
      method: 'POST',
      url: `${url}/corrections`,
      headers: { ...headers, 'content-type': 'multipart/form-data; boundary=b' },
      payload: `--b\r\ncontent-disposition: form-data; name="file"; filename="fixed.csv"\r\n\r\n${fixed}\r\n--b--\r\n`,
    });
    expect(JSON.parse(sent.body)).toMatchObject({ accepted: 1, refused: [] });
    expect((await product.reach(where, flowId, 'completed')).accounting).toMatchObject({ rejected: 0 });
    expect(await dataSets(where.engagementId)).toContainEqual(
      expect.objectContaining({ name: 'Payroll', level: 'internal' }),
    );

    for (const kind of ['original', 'cleansed']) {
      const refused = await product.get(where, `${at}/download?kind=${kind}`);
      expect(refused).toMatchObject({ status: 403, body: { code: 'permission_denied' } });
      expect(refused.body.detail).toContain('can_access_sensitive_data');
    }
  });
});
