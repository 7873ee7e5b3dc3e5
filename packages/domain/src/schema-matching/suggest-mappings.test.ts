import { describe, expect, test } from 'vitest';
import { columnsOf, decisions } from '../../test/mapping-decisions.ts';
import { findTargetField } from '../catalog/target-fields.ts';
import { learnedHeaderKey } from './learned-mapping.ts';
import { suggestMappings } from './suggest-mappings.ts';

const learned = (header: string, targetField: string, positives: number, negatives: number) => [
  { headerKey: learnedHeaderKey(header), sourceSystem: null, targetField, positives, negatives },
];

describe('suggestions for sheets that were joined', () => {
  test('read the column behind the name of its sheet, and leave out what says something of the host', () => {
    const found = decisions(
      'infrastructure',
      'VM,VM UUID,Host,vCPU.CPUs,vMemory.Size MiB,vMemory.Active,vNetwork.Mac Address,vHost.# CPU,vHost.Vendor',
    );
    expect(found).toMatchObject({
      'vCPU.CPUs': 'cpu_cores',
      'vMemory.Size MiB': 'memory_gb',
      'vMemory.Active': null,
      'vNetwork.Mac Address': 'mac_address',
      'vHost.# CPU': null,
      'vHost.Vendor': null,
    });
  });
});

test('a file of connections says when each was first and last seen', () => {
  const found = decisions(
    'app_discovery',
    'Source Server,Source IP,Target Server,Target IP,Target Port,Protocol,First Seen,Last Seen,Created',
  );
  expect(found).toMatchObject({ 'First Seen': 'created_at', 'Last Seen': 'last_seen', Created: null });
});

describe('suggestions for an asset register', () => {
  test('read headers of eight languages alike', () => {
    const files = [
      'Server Name,Serial Number,Operating System,Location,Purchase Date',
      'Servername;Seriennummer;Betriebssystem;Standort;Kaufdatum',
      "Nom du serveur;Numéro de série;Système d'exploitation;Emplacement;Date d'achat",
      'Nombre del servidor;Número de serie;Sistema operativo;Ubicación;Fecha de compra',
      'Nome do servidor;Número de série;Sistema operacional;Localização;Data de compra',
      'サーバー名,シリアル番号,オペレーティングシステム,設置場所,購入日',
      'Nome server;Numero di serie;Sistema operativo;Ubicazione;Data acquisto',
      'Servernaam;Serienummer;Besturingssysteem;Locatie;Aankoopdatum',
    ];
    for (const header of files) {
      expect([header, Object.values(decisions('cmdb_export', header))]).toEqual([
        header,
        ['hostname', 'serial_number', 'operating_system', 'location', 'purchase_date'],
      ]);
    }
  });

  test('leave what no field holds unmapped', () => {
    const left = decisions(
      'cmdb_export',
      'Name,PO Number,Purchase Cost,E-Mail,Subnet Mask,Created By,BIOS Version,Row',
    );
    expect(Object.values(left)).toEqual(['name', null, null, null, null, null, null, null]);
  });

  test('tell count from capacity and model from count by plural and values', () => {
    expect(
      decisions('cmdb_export', 'name,Disks,Disk,CPU', 'a,2,100 GB,Intel Xeon', 'b,4,200 GB,AMD EPYC'),
    ).toEqual({
      name: 'name',
      Disks: 'disk_count',
      Disk: 'storage_gb',
      CPU: 'cpu_model',
    });
    expect(decisions('cmdb_export', 'name,CPU', 'a,2', 'b,4')).toMatchObject({ CPU: 'cpu_cores' });
  });

  test('a column of numeric keys is not the name beside it', () => {
    const rows = ['a,17,Berlin', 'b,18,Paris'];
    const chosen = decisions('cmdb_export', 'Name,Location,Location->Name', ...rows);
    expect(chosen).toEqual({ Name: 'name', Location: null, 'Location->Name': 'location' });
  });
});

describe('the whole file', () => {
  const header = 'Hostname,Host Name 2,Server,Notes,Remarks,Comments,IP,IP Address,Mgmt IP';

  test('F73 gives a field twice only when it has a merge rule', () => {
    const counts = new Map<string, number>();
    for (const target of Object.values(decisions('cmdb_export', header))) {
      if (target !== null) counts.set(target, (counts.get(target) ?? 0) + 1);
    }
    const twice = [...counts].filter(([, count]) => count > 1).map(([target]) => target);
    expect(twice.length).toBeGreaterThan(0);
    expect(twice.filter((target) => findTargetField(target)?.mergeRule === undefined)).toEqual([]);
  });

  test('gives the same answer every time', () => {
    const columns = columnsOf(`${header}\n`);
    const first = suggestMappings({ columns, category: 'cmdb_export' });
    expect(suggestMappings({ columns, category: 'cmdb_export' })).toEqual(first);
  });

  test('an empty column takes no field from one with values', () => {
    const rows = ['a,,a.example.org', 'b,,b.example.org'];
    expect(decisions('infrastructure', 'Name,FQDN,DNS Name', ...rows)).toMatchObject({
      FQDN: null,
      'DNS Name': 'fqdn',
    });
  });

  test('of a key and its readable twin the readable one is taken', () => {
    const rows = ['a,7,R12,3,London', 'b,8,R13,4,Paris'];
    expect(decisions('cmdb_export', 'name,rack,rack_str,location,dv_location', ...rows)).toEqual({
      name: 'name',
      rack: null,
      rack_str: 'rack',
      location: null,
      dv_location: 'location',
    });
  });

  test('values that plainly are something else rule a field out', () => {
    const rows = [
      'a,Production,S-1-5-21-1-2-3-1104,P100',
      'b,Test,S-1-5-21-1-2-3-1105,P101',
      'c,Dev,S-1-5-18-1,P102',
    ];
    expect(decisions('cmdb_export', 'name,classification,SID,tag', ...rows)).toEqual({
      name: 'name',
      classification: 'environment',
      SID: null,
      tag: 'asset_tag',
    });
  });

  test('a nameless column is judged by its values alone', () => {
    const chosen = decisions('infrastructure', 'Name,,Site', 'a,10.0.0.1,Berlin', 'b,10.0.0.2,Paris');
    expect(chosen).toEqual({ Name: 'name', __EMPTY_2: 'ip_address', Site: 'location' });
  });

  test('takes a thousand columns', () => {
    const names = Array.from({ length: 1000 }, (_, at) => `Column ${at} of ${header.split(',')[at % 9]}`);
    expect(
      suggestMappings({ columns: columnsOf(`${names.join(',')}\n`), category: 'cmdb_export' }),
    ).toHaveLength(1000);
  });
});

describe('what a suggestion says', () => {
  test('F61 every reason comes from a signal and no suggestion stands without one', () => {
    const text = 'Name,RAM (MB),Mystery\na,1024,x\n';
    const suggestions = suggestMappings({ columns: columnsOf(text), category: 'cmdb_export' });
    expect(suggestions.map(({ target, evidence }) => [target, evidence.length > 0])).toEqual([
      ['name', true],
      ['memory_gb', true],
      [null, false],
    ]);
    expect(suggestions[2]).toMatchObject({ confidence: null, matchType: null, decision: null });
  });

  test('a column whose values rule out what its header names says so', () => {
    const text = 'Name,Managed By,Status\na,Intune,green\nb,MDE,red\n';
    const suggestions = suggestMappings({ columns: columnsOf(text), category: 'infrastructure' });
    expect(suggestions.slice(1).map(({ target, evidence }) => [target, evidence.at(-1)?.text])).toEqual([
      [null, 'Management tools cannot be Technical owner.'],
      [null, 'Colours say how something fares, not where it is in its life.'],
    ]);
  });

  test('alternatives are at most five and do not repeat the proposal', () => {
    const [name] = suggestMappings({ columns: columnsOf('Name\n'), category: 'cmdb_export' });
    expect(name?.alternatives.length).toBeLessThanOrEqual(5);
    expect(name?.alternatives.map(({ target }) => target)).not.toContain(name?.target);
  });
});

describe('learned decisions', () => {
  const columns = columnsOf('Frobnication,Serial Number\nx,1\n');

  test('F94 an approved target comes back with at least 0.95', () => {
    const [first] = suggestMappings({
      columns,
      category: 'cmdb_export',
      learned: learned('frobnication', 'cost_center', 1, 0),
    });
    expect(first).toMatchObject({ target: 'cost_center', matchType: 'learned', decision: 'cost_center' });
    expect(first?.confidence).toBeGreaterThanOrEqual(0.95);
  });

  test('outranks the name of another field', () => {
    const [, second] = suggestMappings({
      columns,
      category: 'cmdb_export',
      learned: learned('Serial Number', 'asset_tag', 1, 0),
    });
    expect(second?.decision).toBe('asset_tag');
  });

  test('a rejected target is not offered again', () => {
    const [, second] = suggestMappings({
      columns,
      category: 'cmdb_export',
      learned: learned('Serial Number', 'serial_number', 0, 1),
    });
    expect([second?.target, ...(second?.alternatives ?? []).map(({ target }) => target)]).not.toContain(
      'serial_number',
    );
  });
});
