import { describe, expect, test } from 'vitest';
import { decideField } from './field-effect.ts';

const file = { byPerson: false };
const person = { byPerson: true };
const differs = { before: 8, isProtected: false, existing: file, incoming: file };

describe('a field in which rows differ from the asset', () => {
  test('is set where nothing was known', () => {
    expect(decideField({ ...differs, before: null })).toEqual({ outcome: 'set', decidedBy: 'only_value' });
  });

  test('is replaced by the newer import', () => {
    expect(decideField(differs)).toEqual({ outcome: 'replaced', decidedBy: 'newer' });
  });

  test('is replaced by the source that is trusted more, and kept from the one trusted less', () => {
    const [more, less] = [
      { ...file, rank: 0 },
      { ...file, rank: 1 },
    ];
    expect(decideField({ ...differs, existing: less, incoming: more })).toEqual({
      outcome: 'replaced',
      decidedBy: 'source_precedence',
    });
    expect(decideField({ ...differs, existing: more, incoming: less, isProtected: true })).toEqual({
      outcome: 'kept',
      decidedBy: 'source_precedence',
    });
    expect(decideField({ ...differs, existing: more, isProtected: true }).decidedBy).toBe(
      'source_precedence',
    );
  });

  test('is kept where a person gave the value, unless a reviewer gives another', () => {
    expect(decideField({ ...differs, existing: person, isProtected: true })).toEqual({
      outcome: 'kept',
      decidedBy: 'user_value',
    });
    expect(decideField({ ...differs, incoming: person })).toEqual({
      outcome: 'replaced',
      decidedBy: 'user_value',
    });
    expect(decideField({ ...differs, existing: person, incoming: person })).toEqual({
      outcome: 'replaced',
      decidedBy: 'newer',
    });
  });

  test("gets further items where it is a list, which is nobody's victory", () => {
    expect(decideField({ ...differs, before: ['10.0.0.1'] })).toEqual({
      outcome: 'items_added',
      decidedBy: null,
    });
  });
});
