import { describe, expect, test } from 'vitest';
import type { AssetOffer, HeldAsset } from './asset-offer.ts';
import { rollBackAsset } from './roll-back-asset.ts';

const offer = (
  importId: string,
  values: Record<string, string>,
  rest: Partial<AssetOffer> = {},
): AssetOffer => ({
  importId,
  row: 1,
  members: [],
  values: new Map(Object.entries(values)),
  valueRows: {},
  custom: {},
  name: 'web1',
  namesAsset: false,
  category: 'cmdb_export',
  isSettled: false,
  declaresType: false,
  kind: { type: 'server', source: 'rule', rule: 'system_with_cores', confidence: 0.6 },
  keys: {},
  ...rest,
});

const held = (rest: Partial<HeldAsset>): HeldAsset => ({
  name: 'web1',
  assetType: 'server',
  typeSource: 'rule',
  values: new Map(),
  custom: {},
  keys: { external_id: null, uuid: null, serial_number: null, fqdn: null, hostname: null },
  leadImportId: 'a',
  leadRow: 1,
  provenance: null,
  isEdited: false,
  ...rest,
});

const updated = (field: string, importId: string) => ({ updates: { [field]: { import: importId, row: 1 } } });

describe('taking an import out of an asset', () => {
  test('gives a value it won back to the newest other offer', () => {
    const asset = held({ values: new Map([['memory_gb', true]]), provenance: updated('memory_gb', 'c') });
    const offers = [
      offer('a', { memory_gb: '8' }),
      offer('b', { memory_gb: '16' }),
      offer('c', { memory_gb: '32' }),
    ];
    expect(rollBackAsset({ asset, goneId: 'c', offers })).toMatchObject({
      values: { memory_gb: '16' },
      provenance: updated('memory_gb', 'b'),
      rolledBack: ['memory_gb'],
    });
  });

  test('leaves a value that another import won since, and an asset on which it left nothing', () => {
    const asset = held({ values: new Map([['memory_gb', true]]), provenance: updated('memory_gb', 'c') });
    const offers = [
      offer('a', { memory_gb: '8' }),
      offer('b', { memory_gb: '16' }),
      offer('c', { memory_gb: '32' }),
    ];
    expect(rollBackAsset({ asset, goneId: 'b', offers })).toBeUndefined();
  });

  test('clears what nobody else offers', () => {
    const asset = held({ values: new Map([['rack', true]]), provenance: updated('rack', 'b') });
    const offers = [offer('a', {}), offer('b', { rack: 'R1' })];
    expect(rollBackAsset({ asset, goneId: 'b', offers })).toMatchObject({
      values: { rack: null },
      provenance: null,
    });
  });

  test('takes from a list only the items nobody else offers', () => {
    const asset = held({
      values: new Map([['ip_address', ['10.0.0.1', '10.0.0.2', '10.0.0.3']]]),
      provenance: updated('ip_address', 'c'),
    });
    const offers = [
      offer('a', { ip_address: '10.0.0.1' }),
      offer('b', { ip_address: '10.0.0.2' }),
      offer('c', { ip_address: '10.0.0.3' }),
    ];
    expect(rollBackAsset({ asset, goneId: 'b', offers })?.values).toEqual({
      ip_address: ['10.0.0.1', '10.0.0.3'],
    });
  });

  test('attributes an asset it had made to the oldest import left', () => {
    const asset = held({ values: new Map([['memory_gb', true]]), custom: { Team: 'Red', Tag: 'x' } });
    const offers = [
      offer('a', { memory_gb: '8' }, { custom: { Team: 'Red', Tag: 'x' } }),
      offer(
        'b',
        { memory_gb: '8' },
        { row: 7, members: [9], valueRows: { memory_gb: 9 }, custom: { Team: 'Blue' } },
      ),
    ];
    expect(rollBackAsset({ asset, goneId: 'a', offers })).toMatchObject({
      lead: { importId: 'b', row: 7 },
      provenance: { rows: [9], fields: { memory_gb: 9 } },
      custom: { Team: 'Blue' },
      values: { memory_gb: '8' },
    });
  });

  test('custom attributes called as every object has members go with the import that gave them', () => {
    const custom = { constructor: 'Red', Tag: 'x' };
    const asset = held({ values: new Map([['memory_gb', true]]), custom });
    const offers = [
      offer('a', { memory_gb: '8' }, { custom }),
      offer('b', { memory_gb: '8' }, { custom: { Tag: 'x' } }),
    ];
    expect(rollBackAsset({ asset, goneId: 'a', offers })?.custom).toEqual({ Tag: 'x' });
  });

  test('keeps what a person wrote', () => {
    const asset = held({
      values: new Map([['rack', true]]),
      provenance: { updates: { rack: {} } },
      typeSource: 'user',
      isEdited: true,
    });
    const rollback = rollBackAsset({ asset, goneId: 'a', offers: [offer('a', { rack: 'R1' })] });
    expect(rollback).toMatchObject({
      values: {},
      kind: undefined,
      lead: null,
      provenance: { updates: { rack: {} } },
    });
  });

  test('gives name, type and keys back to who states them', () => {
    const asset = held({
      name: 'WEB-1',
      assetType: 'database',
      typeSource: 'declared',
      keys: { external_id: null, uuid: null, serial_number: 'SN2', fqdn: null, hostname: 'web1' },
      provenance: updated('rack', 'b'),
    });
    const declared = { type: 'database', source: 'declared', rule: null, confidence: null } as const;
    const offers = [
      offer('a', {}, { keys: { hostname: 'web1' } }),
      offer(
        'b',
        {},
        {
          name: 'WEB-1',
          namesAsset: true,
          kind: declared,
          declaresType: true,
          keys: { serial_number: 'SN2', hostname: 'web1' },
        },
      ),
    ];
    expect(rollBackAsset({ asset, goneId: 'b', offers })).toMatchObject({
      name: 'web1',
      kind: { type: 'server', source: 'rule' },
      keys: { serial_number: null },
    });
  });
});

test('a more restrictive value that is taken out leaves the most restrictive of the others', () => {
  const strict = { category: 'sensitive_data' } as const;
  const offers = [
    offer('a', { data_classification: 'confidential' }, strict),
    offer('b', { data_classification: 'restricted' }, strict),
    offer('c', { data_classification: 'internal' }, strict),
  ];
  const asset = held({
    values: new Map([['data_classification', true]]),
    provenance: updated('data_classification', 'b'),
  });
  const rollback = rollBackAsset({ asset, goneId: 'b', offers });
  expect(rollback?.values).toEqual({ data_classification: 'confidential' });
  expect(rollback?.provenance?.updates).toBeUndefined();
});

test('a newer observation that is taken out leaves the newest of the others, not the last that came', () => {
  const at = (importId: string, memory: string, seen: string) =>
    offer(importId, { memory_gb: memory, last_seen: seen }, { category: 'infrastructure' });
  const offers = [at('a', '8', '2026-01-01'), at('b', '32', '2026-03-01'), at('c', '4', '2025-01-01')];
  const asset = held({
    values: new Map([
      ['memory_gb', true],
      ['last_seen', true],
    ]),
    provenance: { updates: { memory_gb: { import: 'b', row: 1 }, last_seen: { import: 'b', row: 1 } } },
  });
  expect(rollBackAsset({ asset, goneId: 'b', offers })?.values).toEqual({
    memory_gb: '8',
    last_seen: '2026-01-01',
  });
  const first = offer('x', { memory_gb: '2' });
  expect(rollBackAsset({ asset, goneId: 'b', offers: [first, at('c', '4', '2025-01-01')] })?.values).toEqual({
    memory_gb: '4',
    last_seen: '2025-01-01',
  });
});
