import { describe, expect, test } from 'vitest';
import { sniffContent } from './sniff-content.ts';
import { encodeUtf8 } from './utf8.ts';

const utf16 = (text: string) =>
  Uint8Array.from([0xff, 0xfe, ...Array.from(text).flatMap((c) => [c.charCodeAt(0), 0])]);

describe('the content of a file decides what it is', () => {
  test.each([
    ['[{"name": "web"}]', 'servers.csv', 'json'],
    ['\n  {"name": "web"}\n{"name": "db"}', 'servers.txt', 'json'],
    ['{}', 'a', 'json'],
    ['[]', 'a', 'json'],
    ['[\n [1]]', 'a', 'json'],
    ['<?xml version="1.0"?><a/>', 'servers.csv', 'xml'],
    ['<servers>\n<server/></servers>', 'a.txt', 'xml'],
    ['<!DOCTYPE a [<!ENTITY b "c">]><a/>', 'a.csv', 'xml'],
    ['name,ip\nweb,10.0.0.1\n', 'servers.json', 'text'],
    ['[Section],b\n1,2\n', 'a.csv', 'text'],
    ['{id},{name}\n1,2\n', 'a.csv', 'text'],
    ['<none>,b\n', 'a.csv', 'text'],
    ['< 5 GB,b\n', 'a.csv', 'text'],
    ['[1, 2]', 'a.json', 'json'],
    ['"lonely"', 'a.json', 'json'],
  ])('%j named %s is %s', (text, name, content) => {
    expect(sniffContent(encodeUtf8(text), name)).toBe(content);
  });

  test('text of two bytes a character is seen through', () => {
    expect(sniffContent(utf16('[{"a": 1}]'))).toBe('json');
    expect(sniffContent(utf16('<?xml version="1.0"?>'))).toBe('xml');
    expect(sniffContent(utf16('name,ip'))).toBe('text');
  });

  test('archives are told by their signature, whatever their name', () => {
    expect(sniffContent(encodeUtf8('PK\u0003\u0004'), 'a.csv')).toBe('zip');
    expect(sniffContent(Uint8Array.from([0x1f, 0x8b, 8]), 'a.csv')).toBe('gzip');
  });
});
