import { describe, expect, test } from 'vitest';
import { headerWords, literalKey, squash, wordBag } from './header-words.ts';
import { siblingFields } from './subject-readings.ts';

describe('header words', () => {
  test.each([
    ['Serial  Number', 'serial number'],
    ['serial_number', 'serial number'],
    ['SerialNumber', 'serial number'],
    ['SERIAL-NUMBER', 'serial number'],
    ['IPAddresses', 'ip address'],
    ['vCPUs', 'vcpu'],
    ['# CPUs', 'number cpu'],
    ['Memory usage %', 'memory usage percent'],
    ['NetBIOS Name', 'netbios name'],
    ['osver', 'os version'],
    ['srcaddr', 'source address'],
    ['dstport', 'destination port'],
    ["Système d'exploitation", 'os'],
    ['Betriebssystem', 'os'],
    ['Größe', 'grosse'],
    ['ＩＰアドレス', 'ip アドレス'],
    ['disk1', 'disk 1'],
    ['ipv4', 'ipv4'],
    ['p95', 'p95'],
    ['', ''],
    ['---', ''],
  ])('%s reads as "%s"', (header, words) => {
    expect(headerWords(header).join(' ')).toBe(words);
  });

  test('spellings of one header run together alike', () => {
    const spellings = ['Host Name', 'hostname', 'HOST_NAME', 'host-name', 'hostName'];
    expect(new Set(spellings.map((spelling) => squash(headerWords(spelling)))).size).toBe(1);
  });

  test('word order and small words do not count in a bag', () => {
    expect(wordBag(headerWords('Date of purchase'))).toBe(wordBag(headerWords('purchase date')));
  });

  test('letters tell a plural and a percentage from the bare word', () => {
    expect(literalKey('Disks')).not.toBe(literalKey('Disk'));
    expect(literalKey('CPU %')).not.toBe(literalKey('CPU'));
    expect(literalKey('S/N')).toBe(literalKey('sn'));
  });
});

test.each(['constructor', 'constructors', 'valueOf', 'toString', 'hasOwnProperty', '__proto__'])(
  'the header %s is read by its own letters',
  (header) => {
    const words = headerWords(header);
    expect(words.map((word) => typeof word)).toEqual(words.map(() => 'string'));
    expect(siblingFields('name', squash(words))).toEqual(siblingFields('name', ''));
  },
);
