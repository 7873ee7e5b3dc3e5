import { describe, expect, test } from 'vitest';
import { alternativesAfter, lessonsOf } from './decision-lessons.ts';
import type { MappingRow } from './mapping-rows.ts';
import type { ResolvedDecision } from './resolve-decision.ts';

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- lessons look at these members only
const row = (members: Partial<MappingRow>) => ({ alternatives: [], evidence: [], ...members }) as MappingRow;
const decided = (status: ResolvedDecision['status'], targetField: string | null): ResolvedDecision => ({
  status,
  targetField,
  transformation: {},
  note: null,
  matchType: null,
});
const suggested = row({ status: 'suggested', targetField: 'serial_number', confidence: 0.9 });

describe('lessons of a decision', () => {
  test('approving the suggestion confirms it', () => {
    expect(lessonsOf(suggested, decided('approved', 'serial_number'))).toEqual([
      { targetField: 'serial_number', polarity: 'positive', weight: 1 },
    ]);
  });

  test('another target confirms that one and refuses the suggestion', () => {
    expect(lessonsOf(suggested, decided('approved', 'asset_tag'))).toEqual([
      { targetField: 'asset_tag', polarity: 'positive', weight: 1 },
      { targetField: 'serial_number', polarity: 'negative', weight: 1 },
    ]);
  });

  test('ignoring teaches nothing', () => {
    expect(lessonsOf(suggested, decided('ignored', null))).toEqual([]);
  });

  test('taking a changed target back takes back both lessons', () => {
    const after = decided('approved', 'asset_tag');
    const approved = row({
      status: 'approved',
      targetField: 'asset_tag',
      alternatives: alternativesAfter(suggested, after),
    });
    expect(lessonsOf(approved, decided('suggested', null))).toEqual([
      { targetField: 'asset_tag', polarity: 'positive', weight: -1 },
      { targetField: 'serial_number', polarity: 'negative', weight: -1 },
    ]);
  });

  test('the same decision again teaches nothing more', () => {
    const approved = row({ status: 'approved', targetField: 'asset_tag' });
    expect(lessonsOf(approved, decided('approved', 'asset_tag'))).toEqual([]);
  });
});
