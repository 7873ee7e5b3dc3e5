import { describe, expect, test } from 'vitest';
import { memoryFile, readTable } from '../read-table.ts';
import { encodeUtf8 } from '../utf8.ts';
import { jsonReader } from './json-source.ts';

const read = (document: unknown) => readTable(jsonReader, memoryFile(encodeUtf8(JSON.stringify(document))));

const reservation = (owner: string, ...ids: string[]) => ({
  Groups: [],
  Instances: ids.map((id) => ({ InstanceId: id, State: { Name: 'running' }, Tags: [{ Key: 'Env' }] })),
  OwnerId: owner,
});

describe('instances that AWS lists by reservation', () => {
  test('are a row each, also where a reservation has several; what stands beside them is told', async () => {
    const { header, rows, notes } = await read({
      Reservations: [reservation('1', 'i-1'), reservation('1', 'i-2', 'i-3')],
    });
    expect(header).toEqual(['InstanceId', 'State.Name', 'Tags[].Key']);
    expect(rows.map(([id]) => id)).toEqual(['i-1', 'i-2', 'i-3']);
    expect(notes).toMatchObject([{ code: 'values_left_out', detail: expect.stringContaining('“OwnerId”') }]);
  });

  test('are found in a list of reservations as well', async () => {
    const { rows } = await read([reservation('1', 'i-1', 'i-2')]);
    expect(rows).toHaveLength(2);
  });

  test('lists of other names stay in the row that holds them', async () => {
    const { rows } = await read({ Servers: [{ name: 'a', disks: [{ size: 1 }, { size: 2 }] }] });
    expect(rows).toEqual([['a', '1;2']]);
  });
});

describe('a page of an interface', () => {
  const servers = [{ name: 'a' }, { name: 'b' }];

  test.each([
    ['Device42', { Devices: servers, limit: 1000, offset: 0, total_count: 2 }],
    ['a page with links', { servers, next: null, previous: 'https://x/?page=1', count: 2 }],
    ['camel case', { hosts: servers, totalCount: 2, pageSize: 50, nextPageToken: 'x', hasMore: false }],
  ])('%s: the list beside the numbers of the page is the table', async (_, document) => {
    expect((await read(document)).rows).toEqual([['a'], ['b']]);
  });

  test.each([
    ['a machine with its disks', { name: 'srv', cpu: 4, disks: [{ size: 1 }, { size: 2 }] }],
    ['a machine that counts its disks', { count: 2, disks: [{ size: 1 }, { size: 2 }], hostname: 'srv' }],
    ['a volume with its parts', { size: 500, parts: [{ size: 1 }, { size: 2 }] }],
    ['two lists', { hosts: servers, users: servers, total: 2 }],
  ])('%s stays one row', async (_, document) => {
    expect((await read(document)).rows).toHaveLength(1);
  });
});
