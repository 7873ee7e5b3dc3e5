import { describe, expect, test } from 'vitest';
import { useEnrichment } from '../../test/enrichment.ts';

const enrichment = useEnrichment();
const { product } = enrichment;

const mapping = {
  VM: 'name',
  IP: 'ip_address',
  OS: 'operating_system',
  'CPU %': 'cpu_utilization_percent',
  'CPU peak %': 'cpu_utilization_peak_percent',
  'Mem %': 'memory_utilization_percent',
  'Disk GB': 'storage_gb',
  'Used GB': 'storage_used_gb',
  Host: 'virtual_host',
  Cluster: 'cluster',
  Subnet: 'subnet',
  'Seen at': 'last_seen',
};
const header = `${Object.keys(mapping).join(',')}\n`;
const machines = [
  'web01,10.0.0.1,Microsoft Windows Server 2012 R2 (64-bit),50,97,40,100,95,esx1,c1,10.0.0.0/24,2026-03-01T10:00:00Z',
  'db01,10.0.0.2,Red Hat Enterprise Linux 9 (64-bit),2,8,5,500,100,esx1,c1,10.0.1.0/24,2026-03-01T10:00:00Z',
  'db02,10.0.0.2,TempleOS 5,20,10,30,50,60,esx2,c1,,2026-03-01T10:00:00Z',
  ',,,1,1,1,1,1,,,,',
];
const file = { category: 'infrastructure', text: header + machines.join('\n'), mapping } as const;

const assetsOf = (engagementId: string) =>
  enrichment.rows<{ name: string; cpu: number | null; eol: string | null; type: string }>(
    `select name, asset_type as type, cpu_utilization_percent as cpu, end_of_life_date::text as eol from assets
     where engagement_id = $1 order by name`,
    [engagementId],
  );
const findingsOf = (engagementId: string) =>
  enrichment.rows<{ name: string; check: string; status: string }>(
    `select a.name, f.check_code as check, f.status from asset_findings f join assets a on a.id = f.asset_id
     where f.engagement_id = $1 order by a.name, f.check_code, f.status`,
    [engagementId],
  );

describe('an infrastructure file', () => {
  test('becomes machines with measurements, where they run, and what checks find on them', async () => {
    const place = await product.place();
    const { flow, importId } = await enrichment.run(place, file);
    expect(flow.accounting).toMatchObject({
      source_rows: 4,
      created: 3,
      rejected: 1,
      reconciles: true,
      rejected_by_reason: [{ code: 'no_identity', count: 1 }],
    });
    expect(await assetsOf(place.engagementId)).toMatchObject([
      { name: 'c1' },
      { name: 'db01', cpu: 2, eol: '2032-05-31' },
      { name: 'db02', eol: null },
      { name: 'esx1', type: 'server' },
      { name: 'esx2', type: 'server' },
      { name: 'web01', cpu: 50, eol: '2023-10-10' },
    ]);
    const found = (await findingsOf(place.engagementId)).map(
      ({ name, check, status }) => `${name} ${check} ${status}`,
    );
    expect(found).toEqual([
      'db01 capacity idle',
      'db01 eol supported',
      'db01 network duplicate_ip',
      'db01 network outside_subnet',
      'db02 capacity storage_pressure',
      'db02 eol unknown_product',
      'db02 network duplicate_ip',
      'web01 capacity hot',
      'web01 capacity storage_pressure',
      'web01 eol expired',
      'web01 network in_subnet',
    ]);
    const steps = await enrichment.steps(place, importId);
    expect(steps['performance']).toMatchObject({
      records: 4,
      output: { verdict: 'warning', counts: { measured: 4 } },
    });
    expect(steps['topology']?.output.counts).toMatchObject({
      hosted_by: 3,
      member_of: 3,
      parents: 3,
      hosting_loops: 0,
    });
    const { body } = await product.get(place, '/findings?check=eol&severity=warning');
    expect(body).toMatchObject({
      total: 1,
      items: [
        {
          asset: { name: 'web01' },
          status: 'expired',
          value: { product: 'Microsoft Windows Server', version: '2012 R2', support_end: '2023-10-10' },
          evidence: { as_of: '2026-08-22' },
        },
      ],
    });
    const edges = await product.get(place, '/dependencies?type=hosted_by&limit=2');
    expect(edges.body).toMatchObject({
      total: 3,
      items: [{ source: { name: 'db01' }, target: { name: 'esx1' } }, {}],
    });
    const next = await product.get(
      place,
      `/dependencies?type=hosted_by&limit=2&cursor=${edges.body.next_cursor}`,
    );
    expect(next.body).toMatchObject({ items: [{ source: { name: 'web01' } }], next_cursor: null });
  });

  test('an address of another live machine is told; so are impossible shares, hosts of themselves and odd addresses', async () => {
    const place = await product.place();
    await enrichment.run(place, {
      category: 'infrastructure',
      text: 'VM,IP,State,SN\nlive01,10.9.0.1,active,A-1\ngone01,10.9.0.2,retired,A-2\nnew01,,active,B-1\nnew02,,active,B-2\n',
      mapping: { VM: 'name', IP: 'ip_address', State: 'status', SN: 'serial_number' },
    });
    const text = `VM,IP,Subnet,VLAN,Host,CPU %,SN
new01,10.9.0.1,10.9.0.0/24,20,new01,150,B-1
new02,10.9.0.2,fd00::/64,DMZ,esx9,20,B-2
new03,fd00:1::5,fd00::/64,20,esx9,30,B-3
new04,192.0.2.7,,4095,esx9,40,B-4
`;
    const odd = {
      category: 'infrastructure',
      text,
      mapping: {
        VM: 'name',
        IP: 'ip_address',
        Subnet: 'subnet',
        VLAN: 'vlan',
        Host: 'virtual_host',
        'CPU %': 'cpu_utilization_percent',
        SN: 'serial_number',
      },
    } as const;
    const { importId } = await enrichment.run(place, odd);
    const found = await findingsOf(place.engagementId);
    expect(found.map(({ name, check, status }) => `${name} ${check} ${status}`)).toEqual([
      'new01 network duplicate_ip',
      'new01 network in_subnet',
      'new01 topology hosting_loop',
      'new03 network outside_subnet',
      'new04 network reserved_address',
    ]);
    const steps = await enrichment.steps(place, importId);
    expect(steps['performance']?.output).toMatchObject({ verdict: 'warning', counts: { impossible: 1 } });
    expect(steps['topology']?.output).toMatchObject({ verdict: 'warning', counts: { self_hosted: 1 } });
    expect(steps['capacity']?.output).toMatchObject({ verdict: 'info', counts: { without_total: 3 } });
    const { body } = await product.get(place, `/data-imports/${importId}/quality-issues`);
    const rules = body.items.map(
      ({ rule_code, row_count }: { rule_code: string; row_count: number }) => `${rule_code} ${row_count}`,
    );
    expect(rules.toSorted()).toEqual(
      expect.arrayContaining([
        'address_outside_subnet 1',
        'duplicate_ip_machines 1',
        'hosting_loop 1',
        'invalid_value 1',
        'reserved_address 1',
        'total_missing 3',
        'vlan_named 1',
        'vlan_out_of_range 1',
      ]),
    );
  });

  test('imported again changes nothing; an older observation does not replace a newer one, a newer one does', async () => {
    const place = await product.place();
    await enrichment.run(place, file);
    const again = await enrichment.run(place, file);
    expect(again.flow.accounting).toMatchObject({ created: 0, updated: 0, unchanged: 3, rejected: 1 });
    const older = machines[0]?.replace(',50,', ',11,').replace('2026-03-01', '2026-01-01') ?? '';
    const first = await enrichment.run(place, { ...file, text: header + older });
    expect(first.flow.accounting).toMatchObject({ updated: 0, unchanged: 1 });
    const newer = machines[0]?.replace(',50,', ',22,').replace('2026-03-01', '2026-04-01') ?? '';
    const second = await enrichment.run(place, { ...file, text: header + newer });
    expect(second.flow.accounting).toMatchObject({ updated: 1 });
    expect((await assetsOf(place.engagementId)).at(-1)).toMatchObject({ name: 'web01', cpu: 22 });
  });

  test.each([
    { Hostname: 'hostname', FQDN: null },
    { FQDN: 'fqdn', Hostname: null },
    { FQDN: 'name', Hostname: 'hostname' },
  ] as const)(
    'an older observation changes nothing either where %j says which machine it is of',
    async (names) => {
      const place = await product.place();
      const columns = { ...names, 'CPU %': 'cpu_utilization_percent', 'Seen at': 'last_seen' };
      const texts = ['2026-05-01,50', '2026-04-01,10'].map((seen) => {
        const [day, cpu] = seen.split(',');
        return `Hostname,FQDN,CPU %,Seen at\nob1,ob1.corp.example,${cpu},${day}\n`;
      });
      await enrichment.run(place, { category: 'infrastructure', text: texts[0]!, mapping: columns });
      const { flow } = await enrichment.run(place, {
        category: 'infrastructure',
        text: texts[1]!.replace('ob1.corp', 'OB1.corp'),
        mapping: columns,
      });
      expect(flow.accounting).toMatchObject({ created: 0, updated: 0, unchanged: 1, reconciles: true });
      expect(await assetsOf(place.engagementId)).toMatchObject([{ cpu: 50 }]);
    },
  );

  test('disks stand below their machine and add up; a copied row counts once', async () => {
    const place = await product.place();
    const text = `VM,Disk,Capacity GB,Used GB
web01,Hard disk 1,40,39
web01,Hard disk 2,100,98
web01,Hard disk 2,100,98
db01,Hard disk 1,200,20
`;
    const disks = {
      category: 'infrastructure',
      text,
      mapping: { VM: 'name', 'Capacity GB': 'storage_gb', 'Used GB': 'storage_used_gb', Disk: null },
    } as const;
    const { flow } = await enrichment.run(place, disks);
    expect(flow.accounting).toMatchObject({ created: 2, merged_duplicates: 2, rejected: 0 });
    const stored =
      'select name, storage_gb, storage_used_gb, disk_count from assets where engagement_id = $1 order by 1';
    expect(await enrichment.rows(stored, [place.engagementId])).toEqual([
      { name: 'db01', storage_gb: 200, storage_used_gb: 20, disk_count: null },
      { name: 'web01', storage_gb: 140, storage_used_gb: 137, disk_count: 2 },
    ]);
    const found = (await findingsOf(place.engagementId)).map(({ name, status }) => `${name} ${status}`);
    expect(found).toEqual(['web01 storage_pressure']);
    const again = await enrichment.run(place, disks);
    expect(again.flow.accounting).toMatchObject({
      created: 0,
      updated: 0,
      unchanged: 2,
      merged_duplicates: 2,
    });
  });

  test('what a machine states in a row of its own is not added to what its disks state', async () => {
    const place = await product.place();
    const text = `VM,Disk,Capacity GB,Used GB,Memory GB
web01,,500,120,16
web01,Hard disk 1,100,20,
web01,Hard disk 2,400,100,
db01,Hard disk 1,200,,
db01,,,30,8
db01,Hard disk 2,50,9,
`;
    const columns = {
      VM: 'name',
      'Capacity GB': 'storage_gb',
      'Used GB': 'storage_used_gb',
      'Memory GB': 'memory_gb',
    };
    const { flow } = await enrichment.run(place, { category: 'infrastructure', text, mapping: columns });
    expect(flow.accounting).toMatchObject({ created: 2, merged_duplicates: 4, rejected: 0 });
    const stored =
      'select name, storage_gb, storage_used_gb, disk_count, memory_gb from assets where engagement_id = $1 order by 1';
    expect(await enrichment.rows(stored, [place.engagementId])).toEqual([
      { name: 'db01', storage_gb: 250, storage_used_gb: 30, disk_count: 2, memory_gb: 8 },
      { name: 'web01', storage_gb: 500, storage_used_gb: 120, disk_count: 2, memory_gb: 16 },
    ]);
  });

  test.each([[[0, 1]], [[1, 0]]])(
    'of two observations of a machine in one file the newer one holds: rows %j',
    async (order) => {
      const place = await product.place();
      const lines = ['nw1,10,90,2026-01-01,active', 'nw1,20,30,2026-02-01,'];
      const text = `VM,CPU,Peak,Seen,State\n${order.map((at) => `${lines[at]}\n`).join('')}`;
      const columns = {
        VM: 'name',
        CPU: 'cpu_utilization_percent',
        Peak: 'cpu_utilization_peak_percent',
        Seen: 'last_seen',
        State: 'status',
      };
      await enrichment.run(place, { category: 'infrastructure', text, mapping: columns });
      const stored =
        'select cpu_utilization_percent as cpu, cpu_utilization_peak_percent as peak, status from assets where engagement_id = $1';
      expect(await enrichment.rows(stored, [place.engagementId])).toEqual([
        { cpu: 20, peak: 30, status: 'active' },
      ]);
      expect(await findingsOf(place.engagementId)).toEqual([]);
    },
  );
});
