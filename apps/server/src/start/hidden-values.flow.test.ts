import type { ImportId } from '@landfall/domain/shared/ids';
import { describe, expect, test } from 'vitest';
import { useEnrichment } from '../../test/enrichment.ts';
import type { ProductPlace } from '../../test/product.ts';

const enrichment = useEnrichment();
const { product } = enrichment;

const register = {
  category: 'sensitive_data',
  mapping: {
    'Data set': 'name',
    Classification: 'data_classification',
    Encrypted: 'encryption_status',
    Retention: 'retention_period',
    Remark: 'notes',
  },
  text: `Data set,Classification,Encrypted,Retention,Remark,Card
Orders,restricted,4111111111111111,7 years,ask ann.quux@example.org,5555555555554444
Press,public,at rest,4012888888881881,fine,378282246310005
`,
} as const;
const planted = /4111111111111111|4012888888881881|5555555555554444|378282246310005|ann\.quux/;

/** The text of an answer, which must be one. */
async function textOf(by: ProductPlace, path: string): Promise<string> {
  const { status, body } = await product.get(by, path);
  expect(status, path).toBe(200);
  return JSON.stringify(body);
}

async function trusted(place: ProductPlace): Promise<ProductPlace> {
  const colleague = await product.colleague(place, 'viewer');
  await product.server.database.admin.query(
    'update memberships set can_access_sensitive_data = true where user_id = $1',
    [colleague.userId],
  );
  return colleague;
}

const about = (importId: ImportId, part: string) => `/data-imports/${importId}/${part}`;

describe('a register of sensitive data', () => {
  test.each([
    ['processing-steps', /4111111111111111/],
    ['cleansing', /4111111111111111/],
    // A report goes from hand to hand: it has no cells of a column beside its mapping for anybody.
    ['report', /"generated_at"/],
  ])('shows no cell in its %s to somebody without the right', async (part, told) => {
    const where = await product.place();
    const { importId } = await enrichment.run(where, register);
    expect(await textOf(where, about(importId, part))).not.toMatch(planted);
    expect(await textOf(await trusted(where), about(importId, part))).toMatch(told);
  });
});

describe('the preview of a register of sensitive data', () => {
  test('shows what is personal only to somebody with the right', async () => {
    const where = await product.place();
    await enrichment.run(where, {
      ...register,
      text: register.text.replace('ask ann.quux@example.org', 'none'),
    });
    const { flowId } = await enrichment.preview(where, { ...register, config: { preview: true } });
    const path = `/flows/${flowId}/asset-preview`;
    expect(await textOf(where, path)).toContain('•••••••••rg');
    expect(await textOf(where, path)).not.toMatch(planted);
    expect(await textOf(await trusted(where), path)).toContain('ann.quux');
  });
});

describe('an asset that a register of sensitive data made', () => {
  test('shows ordinary values, and what is personal only to somebody with the right', async () => {
    const where = await product.place();
    await enrichment.run(where, register);
    const { body: list } = await product.get(
      where,
      '/assets?columns=name,notes,retention_period,custom_attributes',
    );
    const paths = list.items.flatMap(({ id }: { id: string }) => [
      `/assets/${id}`,
      `/assets/${id}/provenance`,
    ]);
    expect(JSON.stringify(list)).not.toMatch(planted);
    expect(JSON.stringify(list)).toContain('7 years');
    for (const path of paths) expect(await textOf(where, path), path).not.toMatch(planted);
    expect(await textOf(where, paths[0])).toMatch(/restricted|public/);
    const colleague = await trusted(where);
    for (const path of paths) expect(await textOf(colleague, path), path).toMatch(planted);
  });
});

describe('a sensitive column of another file', () => {
  test('has neither range nor failed cells in the steps', async () => {
    const where = await product.place();
    const { importId, flowId } = await product.upload(
      where,
      'Hostname,CPU Cores,RAM (GB)\nweb1,4,4111111111111111\nweb2,8,4971727554350632\n',
    );
    await product.reach(where, flowId, 'waiting_for_approval');
    const seen = await textOf(where, about(importId, 'processing-steps'));
    expect(seen).not.toMatch(/4111111111111111|4971727554350632/);
    expect(seen).toContain('"implausible_value":2');
    const whole = await textOf(await trusted(where), about(importId, 'processing-steps'));
    expect(whole).toContain('4971727554350632');
  });
});

describe('a password in an address', () => {
  const text =
    'Application Name,Endpoint Address,Criticality\nBilling,https://svc:s3cretPW@api.example.com:8443/v1,High\nCRM,https://api2.example.com/,Low\n';

  test('is masked wherever the cell is shown, and asked about though no field takes the column', async () => {
    const where = await product.place();
    const { flowId, importId } = await enrichment.upload(where, { category: 'app_discovery', text });
    await product.reach(where, flowId, 'validation waiting_for_approval');
    for (const part of ['columns', 'records', 'records/1', 'field-mappings', 'report', 'processing-steps'])
      expect(await textOf(where, about(importId, part)), part).not.toContain('s3cretPW');
    expect(await textOf(where, `/flows/${flowId}/events`)).not.toContain('s3cretPW');
    expect(await textOf(where, about(importId, 'records'))).toContain('https://***@api.example.com:8443/v1');
    expect((await product.get(where, about(importId, 'records?search=s3cret'))).body.total).toBe(0);
    const { body } = await product.get(where, about(importId, 'quality-issues?severity=critical'));
    expect(body.items).toMatchObject([
      { rule_code: 'url_credentials', column: 'Endpoint Address', row_count: 1 },
    ]);
    expect(await textOf(await trusted(where), about(importId, 'records'))).toContain('s3cretPW');
  });
});
