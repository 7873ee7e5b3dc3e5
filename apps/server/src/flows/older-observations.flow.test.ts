import { describe, expect, test } from 'vitest';
import { useEnrichment } from '../../test/enrichment.ts';
import type { ProductPlace } from '../../test/product.ts';

const enrichment = useEnrichment();
const { product } = enrichment;

/** Imports a file whose columns are mapped by these headers; the others become custom attributes. */
const importing = (
  place: ProductPlace,
  category: 'infrastructure' | 'app_discovery',
  fields: Readonly<Record<string, string>>,
) => {
  return async (...lines: readonly string[]) => {
    const headers = lines[0]?.split(',') ?? [];
    const mapped = headers.flatMap((each) => (fields[each] === undefined ? [] : [[each, fields[each]]]));
    const mapping = Object.fromEntries(mapped);
    return (await enrichment.run(place, { category, text: `${lines.join('\n')}\n`, mapping })).flow;
  };
};

const stored = ({ engagementId }: ProductPlace) =>
  enrichment.rows<Record<string, unknown>>(
    `select name, name_normalized, hostname, fqdn, asset_type, cpu_utilization_percent as cpu, custom_attributes as custom,
       last_seen::date::text as seen, version from assets where engagement_id = $1 order by 1`,
    [engagementId],
  );

const ledger = ({ engagementId }: ProductPlace) =>
  enrichment.rows(
    `select business_criticality as criticality, environment, business_owner as owner, custom_attributes as custom,
       last_seen::date::text as seen from assets where engagement_id = $1 and name = 'Ledger'`,
    [engagementId],
  );

describe('an older observation of a machine', () => {
  const fields = {
    VM: 'name',
    Host: 'hostname',
    FQDN: 'fqdn',
    IP: 'ip_address',
    SN: 'serial_number',
    Type: 'asset_type',
    'CPU %': 'cpu_utilization_percent',
    Seen: 'last_seen',
  };

  test.each([
    ['a host name', 'Host', ['ob1', 'zz1', 'zz2', 'zz3'], 'ob1'],
    [
      'a domain name and an address',
      'FQDN,IP',
      [
        'ob1.corp.test,10.0.0.1',
        'zz1.corp.test,10.0.0.2',
        'zz2.corp.test,10.0.0.3',
        'zz3.corp.test,10.0.0.4',
      ],
      'ob1.corp.test,10.0.0.1',
    ],
    [
      'a serial number and a name',
      'SN,VM',
      ['SN0001A,ob1', 'SN0002A,zz1', 'SN0003A,zz2', 'SN0004A,zz3'],
      'SN0001A,another name',
    ],
  ])('known by %s changes nothing, custom attributes and type neither', async (_, identity, names, again) => {
    const place = await product.place();
    const observe = importing(place, 'infrastructure', fields);
    const header = `${identity},CPU %,Rack,Type,Seen`;
    await observe(header, ...names.map((name) => `${name},50,R1,Server,2026-05-01`));
    const before = await stored(place);
    const older = await observe(header, `${again},10,R2,Network Device,2026-04-01`);
    expect(older.accounting).toMatchObject({ unchanged: 1, updated: 0, rejected: 0, reconciles: true });
    expect(await stored(place)).toEqual(before);
    const newer = await observe(header, `${names[0]},10,R2,Server,2026-06-01`);
    expect(newer.accounting).toMatchObject({ updated: 1 });
    expect(await stored(place)).toContainEqual(
      expect.objectContaining({ cpu: 10, custom: { Rack: 'R2' }, seen: '2026-06-01' }),
    );
  });

  test.each([
    ['a host name', 'Host', 'web1', ['hostname']],
    ['a host name and an address', 'Host,IP', 'web1,10.0.0.1', ['hostname']],
    ['a name and a host name', 'VM,Host', 'vm1,web1', ['name']],
    ['a host name beside an empty name', 'VM,Host', ',web1', ['name']],
  ])('known by %s keeps what a person gave', async (_, identity, machine, given) => {
    const place = await product.place();
    const measure = importing(place, 'infrastructure', fields);
    await measure(`${identity},CPU %`, `${machine},50`);
    const updates = Object.fromEntries(given.map((field) => [field, { by: place.clientAccountId }]));
    await enrichment.rows(
      `update assets set name = 'Web one', name_normalized = 'web one', provenance = $2 where engagement_id = $1`,
      [place.engagementId, { updates }],
    );
    const flow = await measure(`${identity},CPU %`, `${machine},60`);
    expect(flow.accounting).toMatchObject({ updated: 1 });
    expect(await stored(place)).toMatchObject([{ name: 'Web one', hostname: 'web1', cpu: 60 }]);
  });
});

describe('an older statement about an application', () => {
  const fields = {
    Application: 'application_name',
    Criticality: 'business_criticality',
    Environment: 'environment',
    Owner: 'business_owner',
    Seen: 'last_seen',
  };
  const newest = {
    criticality: 'critical',
    environment: 'production',
    custom: { Tier: '1' },
    seen: '2026-07-01',
    owner: null,
  };

  test('replaces nothing of a newer one, and adds what nobody has said', async () => {
    const place = await product.place();
    const state = importing(place, 'app_discovery', fields);
    const header = 'Application,Criticality,Environment,Tier,Seen';
    const others = ['B2', 'B3'].map((name) => `${name},Low,Test,2,2026-07-01`);
    await state(header, 'Ledger,Critical,Production,1,2026-07-01', ...others);
    expect(await ledger(place)).toEqual([newest]);
    const older = await state(header, 'Ledger,Low,Test,9,2020-01-01');
    expect(older.accounting).toMatchObject({ unchanged: 1, updated: 0 });
    expect(await ledger(place)).toEqual([newest]);
    const adding = await state('Application,Criticality,Owner,Room,Seen', 'Ledger,Low,Ann,7,2020-01-01');
    expect(adding.accounting).toMatchObject({ unchanged: 0, updated: 1 });
    const added = { ...newest, owner: 'Ann', custom: { Tier: '1', Room: '7' } };
    expect(await ledger(place)).toEqual([added]);
    await state('Application,Criticality,Seen', 'Ledger,Low,2026-08-01');
    expect(await ledger(place)).toEqual([{ ...added, criticality: 'low', seen: '2026-08-01' }]);
    await state('Application,Criticality', 'Ledger,High');
    expect(await ledger(place)).toEqual([{ ...added, criticality: 'high', seen: '2026-08-01' }]);
  });
});
