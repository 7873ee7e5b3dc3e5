import { describe, expect, test } from 'vitest';
import { windowLayout, writtenPiecesOf } from './row-checkpoint.ts';

describe('a creation goes on', () => {
  test('after the pieces its last batch had written', () => {
    const checkpoint = { stage: 'create', layout: windowLayout, windows: 3, pieces: 2 };
    expect(writtenPiecesOf(checkpoint)).toEqual({ windows: 3, pieces: 2 });
  });

  test('from the first piece when another release cut its windows', () => {
    expect(writtenPiecesOf({ stage: 'create', windows: 3, pieces: 2 })).toEqual({ windows: 0, pieces: 0 });
    const other = { stage: 'create', layout: windowLayout + 1, windows: 3, pieces: 2 };
    expect(writtenPiecesOf(other)).toEqual({ windows: 0, pieces: 0 });
  });

  test('with its rows when all assets are written', () => {
    expect(writtenPiecesOf({ stage: 'settle', nextRow: 1 })).toBe('all');
  });
});
