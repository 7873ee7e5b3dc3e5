import { textEncodings } from '@landfall/domain/tabular/encodings/text-encoding';
import { expect, test } from 'vitest';
import { offeredEncodings } from './detection-text.ts';

test('every encoding that the server reads is offered, and Latin-1 by its own name', () => {
  expect([...offeredEncodings].toSorted()).toEqual(['iso-8859-1', ...textEncodings].toSorted());
});
