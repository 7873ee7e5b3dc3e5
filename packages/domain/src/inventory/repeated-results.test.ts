import { describe, expect, test } from 'vitest';
import { accountRows } from './accounting.ts';
import { repeatableAs, repeatedResults } from './repeated-results.ts';
import {
  assetIdAt,
  codeOf,
  createdAssetId,
  rejectReasons,
  type RowAction,
  rowActions,
  type RowResults,
  wordOf,
  writeLead,
  writeUuid,
} from './row-results.ts';

const importId = '01a201aa-2652-7804-b7f6-fa8036dc999a';

interface Row {
  readonly action: RowAction;
  readonly lead: number;
  readonly assetId?: string;
}

function blockOf(firstRow: number, rows: readonly Row[]): RowResults {
  const leadRows = new Uint8Array(rows.length * 4);
  const assetIds = new Uint8Array(rows.length * 16);
  for (const [index, { lead, assetId }] of rows.entries()) {
    writeLead(leadRows, index, { row: lead, ownKeys: 5 });
    if (assetId !== undefined) writeUuid(assetId, assetIds, index * 16);
  }
  return {
    firstRow,
    rowCount: rows.length,
    actions: Uint8Array.from(rows, ({ action }) => codeOf(rowActions, action)),
    reasons: Uint8Array.from(rows, ({ action }) =>
      action === 'reject' ? codeOf(rejectReasons, 'no_identity') : 0,
    ),
    leadRows,
    assetIds,
    outcomes: Uint8Array.from(rows, () => 1),
  };
}

function read(results: RowResults): unknown[] {
  return Array.from(results.actions, (code, index) => ({
    action: wordOf(rowActions, code)!,
    lead: (results.leadRows[index * 4] ?? 0) + 256 * (results.leadRows[index * 4 + 1] ?? 0),
    assetId: assetIdAt(results, index),
  }));
}

describe('the rows of an import that come again', () => {
  test('find the asset they made unchanged, and those merged into it belong to it', () => {
    const block = blockOf(300, [
      { action: 'create', lead: 300 },
      { action: 'merge', lead: 300 },
      { action: 'merge', lead: 7 },
      { action: 'reject', lead: 303 },
    ]);
    expect(read(repeatedResults(importId, block))).toEqual([
      { action: 'unchanged', lead: 300, assetId: createdAssetId(importId, 300) },
      { action: 'merge', lead: 300, assetId: createdAssetId(importId, 300) },
      { action: 'merge', lead: 7, assetId: createdAssetId(importId, 7) },
      { action: 'reject', lead: 303, assetId: null },
    ]);
  });

  test('go to the same asset again when they changed none', () => {
    const assetId = createdAssetId('01a201aa-47cb-7ad9-8f41-ab88b9ff7e17', 2);
    const rows: Row[] = [
      { action: 'unchanged', lead: 1, assetId },
      { action: 'merge', lead: 1, assetId },
    ];
    expect(read(repeatedResults(importId, blockOf(1, rows)))).toEqual(rows);
  });

  test('have no outcome yet, keep their reasons, and leave what is stored of the import as it is', () => {
    const block = blockOf(1, [
      { action: 'create', lead: 1 },
      { action: 'reject', lead: 2 },
    ]);
    const before = structuredClone(block);
    const repeated = repeatedResults(importId, block);
    expect(repeated).toMatchObject({ firstRow: 1, rowCount: 2, outcomes: null, reasons: block.reasons });
    expect(repeated.leadRows).toEqual(block.leadRows);
    expect(block).toEqual(before);
  });
});

function account(outcomes: Readonly<Record<string, number>>, rows?: number) {
  const counted = Object.entries(outcomes).filter(([word]) => !word.startsWith('rejected:'));
  return accountRows(rows ?? counted.reduce((sum, [, count]) => sum + count, 0), [outcomes]);
}

describe('an import can be repeated without a look at its rows', () => {
  test('when it made all its assets, or changed none', () => {
    const made = account({ created: 2, merged_duplicate: 1, rejected: 1, 'rejected:no_identity': 1 });
    expect(repeatableAs({ create: 2, merge: 1, reject: 1 }, made)).toBe('made_all');
    const unchanged = account({ unchanged: 2, merged_duplicate: 1 });
    expect(repeatableAs({ unchanged: 2, merge: 1 }, unchanged)).toBe('changed_none');
    expect(repeatableAs({ unchanged: 2, merge: 1, update: 0 }, unchanged)).toBe('changed_none');
  });

  test.each([
    ['an asset was changed', { create: 1, update: 1 }, account({ created: 1, updated: 1 })],
    ['an asset that was to be changed was not', { update: 1 }, account({ unchanged: 1 })],
    [
      'some assets were there and some were not',
      { create: 1, unchanged: 1 },
      account({ created: 1, unchanged: 1 }),
    ],
    ['a person settled a row', { create: 1, conflict: 1 }, account({ created: 2 })],
    ['an asset that was to be made was not', { create: 2 }, account({ created: 1, merged_duplicate: 1 })],
    ['a row has no outcome', { create: 2 }, account({ created: 1 }, 2)],
    ['a row waits', { create: 2 }, account({ created: 1, pending: 1 })],
  ])('but not when %s', (_, actions, accounting) => {
    expect(repeatableAs(actions, accounting)).toBeUndefined();
  });
});
