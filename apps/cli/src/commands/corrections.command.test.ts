import { expect, test } from 'vitest';
import { correctionText } from './corrections.command.ts';

test('a correction is told in one line, and each refused line by its number', () => {
  const told = correctionText({
    accepted: 2,
    unchanged: 1,
    refused: [
      { line: 4, row_number: 77, code: 'unknown_row', message: 'The import has no row with this number.' },
    ],
    flow: { status: 'running', current_phase: 'data_cleansing' },
  });
  expect(told).toBe(
    '2 corrected, 1 unchanged, 1 refused.\nLine 4: The import has no row with this number.\nThe flow is running at data_cleansing.\n',
  );
});
