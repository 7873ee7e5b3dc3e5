import { describe, expect, test } from 'vitest';
import { decisions } from '../../test/mapping-decisions.ts';

describe('subject first', () => {
  test('in a file of security findings only the host is described', () => {
    expect(
      decisions(
        'infrastructure',
        'Plugin ID,CVE,Severity,Host,Name,Description,Status,Solution,IP Address,OS,Last Fixed',
      ),
    ).toEqual({
      'Plugin ID': null,
      CVE: null,
      Severity: null,
      Host: 'hostname',
      Name: null,
      Description: null,
      Status: null,
      Solution: null,
      'IP Address': 'ip_address',
      OS: 'operating_system',
      'Last Fixed': null,
    });
  });

  test('in a file of connections headers name an end', () => {
    expect(
      decisions(
        'app_discovery',
        'Consumer IP,Consumer Hostname,Provider IP,Provider Port,Protocol,Num Flows,Status',
      ),
    ).toEqual({
      'Consumer IP': 'source_ip',
      'Consumer Hostname': 'source_name',
      'Provider IP': 'target_ip',
      'Provider Port': 'target_port',
      Protocol: 'protocol',
      'Num Flows': 'connection_count',
      Status: null,
    });
  });

  test('in a list of virtual machines "Host" is the host that carries them', () => {
    expect(decisions('infrastructure', 'VM,Powerstate,Host,Cluster')).toMatchObject({ Host: 'virtual_host' });
    expect(decisions('infrastructure', 'Host,IP,OS')).toMatchObject({ Host: 'hostname' });
  });

  test('what is said of a part of the machine stays unmapped', () => {
    const left = decisions('infrastructure', 'VM,Powerstate,Name,Description,State,Host');
    expect(left).toMatchObject({
      VM: 'name',
      Name: null,
      Description: null,
      State: null,
      Host: 'virtual_host',
    });
    expect(decisions('cmdb_export', 'device,name,type,mac_address')).toMatchObject({
      device: 'name',
      name: null,
      type: null,
    });
    expect(decisions('infrastructure', 'Name,Device,Status')).toMatchObject({
      Name: 'name',
      Status: 'status',
    });
  });

  test('in nested facts the parts of a machine keep what is theirs', () => {
    const header =
      'facts.hostname,facts.eth0.device,facts.sda.model,facts.product_name,facts.memory.real.total,facts.memory.real.used,facts.system_vendor';
    const row = 'web,eth0,VBOX,R640,489,400,Dell';
    expect(Object.values(decisions('infrastructure', header, row))).toEqual([
      'hostname',
      null,
      null,
      'model',
      'memory_gb',
      null,
      'manufacturer',
    ]);
  });

  test('a path names the thing before its label, and people name what stands below tags', () => {
    const header =
      'id,device_type.manufacturer.name,properties.hardwareProfile.vmSize,tags.owner,nodeInfo.osImage,addresses[].address';
    const row = 'x1,Dell,Standard_D4s_v3,jdoe,Ubuntu 22.04,10.0.0.1';
    expect(Object.values(decisions('infrastructure', header, row))).toEqual([
      'external_id',
      'manufacturer',
      'instance_type',
      'business_owner',
      'operating_system',
      'ip_address',
    ]);
  });

  test('a list of cables joins devices by their ports', () => {
    const header = 'side_a_device,side_a_name,side_b_device,side_b_name,status';
    const row = 'sw1,Gi1,pdu1,Outlet 1,connected';
    expect(Object.values(decisions('app_discovery', header, row))).toEqual([
      'source_name',
      null,
      'target_name',
      null,
      null,
    ]);
  });

  test('a recommended size beside the capacity of a machine makes no finding of it', () => {
    const header =
      'Server.HostName,Server.CPU.NumberOfCores,Server.RAM.TotalSizeInMB,Recommendation.Instance,Recommendation.Price,Savings';
    expect(Object.values(decisions('infrastructure', header))).toEqual([
      'hostname',
      'cpu_cores',
      'memory_gb',
      null,
      null,
      null,
    ]);
  });

  test('numbers of vulnerabilities are said of assets, not of findings', () => {
    const rows = ['10.0.0.1,a,3,9', '10.0.0.2,b,0,4'];
    expect(decisions('infrastructure', 'Address,Name,Exploits,Vulnerabilities', ...rows)).toEqual({
      Address: 'ip_address',
      Name: 'name',
      Exploits: null,
      Vulnerabilities: null,
    });
  });

  test('a flow log has addresses written as one word, and its type is no kind of dependency', () => {
    const row = 'TRAFFIC,10.0.0.1,10.0.0.2,40000,443';
    expect(Object.values(decisions('app_discovery', 'type,srcaddr,dstaddr,srcport,dstport', row))).toEqual([
      null,
      'source_ip',
      'target_ip',
      'source_port',
      'target_port',
    ]);
  });

  test("free space, limits and backup jobs are nobody's size", () => {
    const left = decisions('infrastructure', 'Name,Free GB,Memory Limit,Last Backup,Backup Size GB');
    expect(Object.values(left)).toEqual(['name', null, null, null, null]);
  });
});

describe('measurements', () => {
  test('compose from part, measure, statistic and unit', () => {
    const chosen = decisions(
      'infrastructure',
      'Server,Avg CPU Used %,Max CPU Used %,Mem Peak Utilization %,Disk 1 write ops,Network Out KBps,Total Disk Size MiB',
    );
    expect(Object.values(chosen)).toEqual([
      'hostname',
      'cpu_utilization_percent',
      'cpu_utilization_peak_percent',
      'memory_utilization_peak_percent',
      'disk_iops',
      'network_throughput_mbps',
      'storage_gb',
    ]);
  });

  test('an amount is no percentage, MHz count no processors, a time of day is no address', () => {
    const header = 'Server,Memory Peak Usage (GB),Total CPU,Controller Read IOPS,TTL';
    const rows = ['a,10,160000,20,01:00:00', 'b,60,120000,30,00:30:00'];
    expect(Object.values(decisions('infrastructure', header, ...rows))).toEqual([
      'hostname',
      null,
      null,
      'disk_iops',
      null,
    ]);
  });
});
