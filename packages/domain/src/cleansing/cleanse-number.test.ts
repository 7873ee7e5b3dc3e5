import { describe, expect, test } from 'vitest';
import { column, field, gigabytes } from '../../test/cleanse-column.ts';

describe('numbers with units', () => {
  test('F83 16 GB, 16384 MB and 16,0 GiB are the same memory, 8 vCPU is 8 cores', () => {
    expect(column(gigabytes(), ['16 GB', '16384 MB', '16,0 GiB', '16777216 KB', '0,015625 TB'])).toEqual([
      '16',
      '16',
      '16',
      '16',
      '16',
    ]);
    expect(
      column(field('cpu_cores', 'integer', { unit: 'cores' }), ['8 vCPU', '8', '8 cores', '8.0']),
    ).toEqual(['8', '8', '8', '8']);
  });
  test('F83 a unit in the header is taken for bare numbers, a unit in the cell wins', () => {
    expect(column(gigabytes(), ['4096', '2 GB'], { header: 'Memory (MB)' })).toEqual(['4', '2']);
    expect(column(gigabytes(), ['1024'], { header: 'Size MiB' })).toEqual(['1']);
    expect(column(gigabytes(), ['1024'], { header: 'memorySizeInMB' })).toEqual(['1']);
  });
  test('bare numbers that differ by more than 100 times are not read until a person names the unit', () => {
    expect(column(gigabytes(), ['4', '131072'])).toEqual(['unit_unknown', 'unit_unknown']);
    expect(column(gigabytes(), ['2048', '131072', '1 GB'], { options: { unit: 'MB' } })).toEqual([
      '2',
      '128',
      '1',
    ]);
    expect(column(gigabytes(), ['4', '64'])).toEqual(['4', '64']);
  });
  test('bare numbers that no machine has in GB are in the only unit in which machines have them', () => {
    expect(column(gigabytes(), ['4096', '16384'])).toEqual(['4', '16']);
    expect(column(gigabytes(), ['17179869184', '8589934592'])).toEqual(['16', '8']);
    expect(column(gigabytes(), ['16777216', '8388608'])).toEqual(['16', '8']);
    expect(column(gigabytes('storage_gb'), ['102400', '512000'])).toEqual(['100', '500']);
    expect(column(gigabytes(), ['512', '1536'])).toEqual(['512', '1536']);
    expect(column(gigabytes(), ['4096', '16384'], { options: { unit: 'GB' } })).toEqual(['4096', '16384']);
    expect(column(gigabytes(), ['1e15', '2e15'])).toEqual(['unit_unknown', 'unit_unknown']);
  });
  test('what a size is of may stand behind its unit', () => {
    expect(column(gigabytes(), ['16 GB RAM', '32 GB DDR4', '4 Gi'])).toEqual(['16', '32', '4']);
    const unclear = [
      '2 x 8 GB',
      '16-32 GB',
      '>16 GB',
      '51200;102400',
      '16 + 16',
      '100 GB / 50 GB used',
      '16GB (8+8)',
    ];
    expect(column(gigabytes(), unclear)).toEqual(unclear.map(() => 'invalid_value'));
  });
  test('the transport before or behind a port is no part of it', () => {
    expect(column(field('port', 'port'), ['TCP/8080', '53/udp', 'tcp:443', '70000/tcp', 'http/80'])).toEqual([
      '8080',
      '53',
      '443',
      'invalid_value',
      'invalid_value',
    ]);
  });
  test('bits and bytes of a rate are told apart by case', () => {
    const rate = field('network_throughput_mbps', 'decimal', { unit: 'Mbit/s' });
    expect(column(rate, ['100 Mbps', '1 Gbit/s', '1 MB/s', '8000 kbps'])).toEqual(['100', '1000', '8', '8']);
  });
  test('a word that is no unit of the field leaves it unknown', () => {
    expect(column(gigabytes(), ['16 cores'])).toEqual(['invalid_value']);
  });
  test('money keeps currency signs out and groups in', () => {
    const money = field('monthly_cost', 'money');
    expect(column(money, ['$8,791.1', '7827.11', '€ 1.234,50', "1'234.50 CHF", '(12.00)'])).toEqual([
      '8791.1',
      '7827.11',
      '1234.5',
      '1234.5',
      '-12',
    ]);
  });
  test('the costs of a month are not those of a year', () => {
    expect(column(field('annual_cost', 'money'), ['500/mo', '6000 p.a.'])).toEqual(['invalid_value', '6000']);
    expect(column(field('monthly_cost', 'money'), ['500/mo', '6000 p.a.'])).toEqual(['500', 'invalid_value']);
  });
});
